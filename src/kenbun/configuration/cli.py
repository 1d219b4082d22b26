"""`kenbun config`: the configuration as a file, compared and brought in."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from kenbun.access.callers import Caller
from kenbun.access.workspaces import find_workspace
from kenbun.command_line import WorkspaceOption, in_workspace, run, say
from kenbun.configuration import file
from kenbun.configuration.differences import Change
from kenbun.configuration.words import sentence
from kenbun.database.opened import visiting
from kenbun.kit import yaml_text
from kenbun.kit.clock import system_clock
from kenbun.kit.errors import NotFound
from kenbun.settings import Settings

DIFFERS = 2
"""How `diff` ends where there are differences; 1 is an error."""

config_app = typer.Typer(
    help="Rules, levels, mappings and what else is configured, as one YAML file.", no_args_is_help=True
)
_File = Annotated[str, typer.Argument(metavar="FILE", help="A YAML file; - for standard input.")]


@config_app.command("export")
def export(
    to: Annotated[str, typer.Argument(metavar="[FILE]", help="Where to; standard output if left out.")] = "-",
    workspace: WorkspaceOption = None,
) -> None:
    """Write down all that is in force."""

    document: file.Document = {}

    async def gather(connection: Any, workspace_id: Any, _now: Any, _settings: Settings) -> None:
        document.update(await file.export(connection, workspace_id))

    in_workspace(workspace, gather)
    text = yaml_text.write(document)
    if to == "-":
        typer.echo(text, nl=False)
    else:
        Path(to).write_text(text, encoding="utf-8")


@config_app.command("diff")
def diff(source: _File, workspace: WorkspaceOption = None) -> None:
    """Show what importing FILE would change, and end with 2 if that is anything."""
    found: list[Change] = []

    async def compare(connection: Any, workspace_id: Any, _now: Any, _settings: Settings) -> None:
        found.extend(await file.compare(connection, workspace_id, file.read(_given(source))))

    in_workspace(workspace, compare)
    for change in found:
        typer.echo(sentence(change))
    if found:
        raise typer.Exit(DIFFERS)


@config_app.command("import")
def import_(
    source: _File,
    workspace: WorkspaceOption = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="Publish what only becomes a draft else.")
    ] = False,
) -> None:
    """Make the workspace as FILE says: what a section of it does not name goes, sections left out stay.

    Rules go to drafts, unless --publish is given; everything else is in force at once.
    """

    async def bring_in(settings: Settings) -> None:
        wanted = file.read(_given(source))
        async with visiting(settings, say) as database:
            async with database.snapshot() as connection:
                workspace_id = (await find_workspace(connection, workspace)).workspace_id
            caller = Caller.system(workspace_id, "command line")
            done = await file.import_file(database, caller, wanted, system_clock, publish=publish)
        for change in done.changes:
            typer.echo(sentence(change))
        for left in done.waiting:
            say(f"{left.what}: {left.state}")
        if any(left.state == "draft" for left in done.waiting) and not publish:
            say("what is a draft comes into force with --publish, or under Scoring")

    run(bring_in)


def _given(source: str) -> Any:
    if source == "-":
        return yaml_text.read(sys.stdin.buffer.read(yaml_text.MOST_BYTES + 1))
    try:
        with Path(source).open("rb") as opened:
            return yaml_text.read(opened.read(yaml_text.MOST_BYTES + 1))
    except (FileNotFoundError, IsADirectoryError):
        raise NotFound(f"There is no file {source}.") from None
