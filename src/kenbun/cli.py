"""The command line. Commands whose answer is a secret print it alone to stdout, for scripts to take."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from kenbun.access.callers import Caller
from kenbun.access.links import create_signin_link
from kenbun.access.members import add_member, command_line_member, find_member, read_role
from kenbun.access.program_tokens import list_program_tokens, revoke_program_token
from kenbun.access.sources import create_source
from kenbun.access.tokens import create_token
from kenbun.access.workspaces import create_workspace
from kenbun.command_line import WorkspaceOption, in_workspace, run, say
from kenbun.configuration.cli import config_app
from kenbun.database import Connection
from kenbun.database.opened import visiting
from kenbun.kit.clock import system_clock
from kenbun.kit.ids import public
from kenbun.onboarding import furnish
from kenbun.settings import Settings

app = typer.Typer(
    help="Tells sales and marketing which leads and accounts to talk to now, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
workspace_app = typer.Typer(help="Workspaces: each is a world of its own.", no_args_is_help=True)
member_app = typer.Typer(help="Members: who may enter a workspace.", no_args_is_help=True)
token_app = typer.Typer(help="Tokens: for programs that read and change things.", no_args_is_help=True)
source_app = typer.Typer(help="Sources: where events come from, each with a write key.", no_args_is_help=True)
app.add_typer(workspace_app, name="workspace")
app.add_typer(member_app, name="member")
app.add_typer(token_app, name="token")
app.add_typer(source_app, name="source")
app.add_typer(config_app, name="config")

RoleOption = Annotated[str, typer.Option(help="viewer, editor or admin.")]


@app.command("serve")
def serve_command() -> None:
    """Start database, application and worker, until Ctrl-C."""
    # Here, as the other commands do without the web application and start in a fraction of its time.
    from kenbun.server import serve  # noqa: PLC0415

    run(lambda settings: serve(settings, say))


@app.command("demo")
def demo_command(
    tied: Annotated[bool, typer.Option("--tied", hidden=True, help="End when standard input does.")] = False,
    first: Annotated[bool, typer.Option("--first", hidden=True, help="Before there is a database.")] = False,
) -> None:
    """Make a workspace with demo data: a made-up company's last 120 days."""
    from kenbun.demo.command import demo  # noqa: PLC0415

    run(lambda settings: demo(settings, say, tied=tied, first=first))


@app.command()
def signin_link(
    email: Annotated[str | None, typer.Argument(help="A member; without, whoever opens the link.")] = None,
    workspace: WorkspaceOption = None,
    role: RoleOption = "admin",
) -> None:
    """Print a link that is good for one sign-in; with an EMAIL, it sets that member's password."""

    async def make(connection: Connection, workspace_id: UUID, now: datetime, settings: Settings) -> None:
        member = await find_member(connection, workspace_id, email) if email else None
        secret = await create_signin_link(
            connection,
            workspace_id,
            member.role if member else read_role(role),
            now,
            user_id=member.user_id if member else None,
        )
        typer.echo(settings.signin_url(secret))

    in_workspace(workspace, make)


@workspace_app.command("create")
def workspace_create(
    name: str, time_zone: Annotated[str, typer.Option(help="Like Europe/Berlin.")] = "UTC"
) -> None:
    """Make a workspace with levels and rules to start from, and print its id."""

    async def make(settings: Settings) -> None:
        async with visiting(settings, say) as database, database.transaction() as connection:
            now = system_clock()
            workspace_id = await create_workspace(connection, name, now, time_zone)
            await furnish(connection, workspace_id, now)
        typer.echo(public("ws", workspace_id))

    run(make)


@member_app.command("add")
def member_add(email: str, workspace: WorkspaceOption = None, role: RoleOption = "viewer") -> None:
    """Let somebody in, and print the link by which they set their password."""

    async def make(connection: Connection, workspace_id: UUID, now: datetime, settings: Settings) -> None:
        caller = Caller.system(workspace_id, "command line")
        kept = read_role(role)
        user_id = await add_member(connection, caller, email, kept, now)
        secret = await create_signin_link(connection, workspace_id, kept, now, user_id=user_id)
        typer.echo(settings.signin_url(secret))

    in_workspace(workspace, make)


@token_app.command("create")
def token_create(name: str, workspace: WorkspaceOption = None, role: RoleOption = "admin") -> None:
    """Print a new token, which cannot be shown again."""

    async def make(connection: Connection, workspace_id: UUID, now: datetime, _: Settings) -> None:
        caller = Caller.system(workspace_id, "command line")
        user_id = await command_line_member(connection, caller, read_role(role), now)
        _token, secret = await create_token(connection, caller, name, now, user_id=user_id)
        typer.echo(secret)

    in_workspace(workspace, make)


@token_app.command("list")
def token_list(workspace: WorkspaceOption = None) -> None:
    """List the tokens that were made here and hold: id, name, role, when made, last used, until when it holds."""

    async def show(connection: Connection, workspace_id: UUID, _now: datetime, _: Settings) -> None:
        for token, role in await list_program_tokens(connection, workspace_id):
            used = f"{token.last_used_at:%Y-%m-%d}" if token.last_used_at else "never"
            until = f"{token.expires_at:%Y-%m-%d}" if token.expires_at else "revoked"
            told = (public("tok", token.token_id), token.name, role, f"made {token.created_at:%Y-%m-%d}")
            typer.echo("\t".join((*told, f"used {used}", f"until {until}")))

    in_workspace(workspace, show)


@token_app.command("revoke")
def token_revoke(
    name: Annotated[str, typer.Argument(help="Its name, or its id where several have it.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Revoke a token that was made here: programs that use it are refused at once."""

    async def revoke(connection: Connection, workspace_id: UUID, now: datetime, _: Settings) -> None:
        caller = Caller.system(workspace_id, "command line")
        token = await revoke_program_token(connection, caller, name, now)
        say(f"revoked {token.name} ({public('tok', token.token_id)})")

    in_workspace(workspace, revoke)


@source_app.command("create")
def source_create(name: str, workspace: WorkspaceOption = None) -> None:
    """Print the write key of a new source, which cannot be shown again."""

    async def make(connection: Connection, workspace_id: UUID, now: datetime, _: Settings) -> None:
        caller = Caller.system(workspace_id, "command line")
        _source, key = await create_source(connection, caller, name, now)
        typer.echo(key)

    in_workspace(workspace, make)
