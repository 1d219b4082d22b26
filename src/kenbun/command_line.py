"""What every command does: runs to its end, with one line for what the user can mend."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
import uvloop
from rich.console import Console

from kenbun.access.workspaces import find_workspace
from kenbun.database import Connection
from kenbun.database.embedded import AlreadyRunning, ClusterError, ServerError
from kenbun.database.external import UnfitServer
from kenbun.database.opened import visiting
from kenbun.kit.clock import system_clock
from kenbun.kit.errors import Problem
from kenbun.settings import Settings, SettingsError

WorkspaceOption = Annotated[str | None, typer.Option(help="Its name or id; the oldest if left out.")]

_EXPECTED = (
    AlreadyRunning,
    ClusterError,
    PermissionError,
    Problem,
    ServerError,
    SettingsError,
    UnfitServer,
)
"""What has its remedy in its message; anything else is our mistake and shows where it happened."""

_console = Console(stderr=True, soft_wrap=True, highlight=False)

Make = Callable[[Connection, UUID, datetime, Settings], Awaitable[None]]


def in_workspace(name: str | None, make: Make) -> None:
    """One transaction in the workspace of that name, or in the oldest."""

    async def act(settings: Settings) -> None:
        async with visiting(settings, say) as database, database.transaction() as connection:
            workspace = await find_workspace(connection, name)
            await make(connection, workspace.workspace_id, system_clock(), settings)

    run(act)


def run(act: Callable[[Settings], Awaitable[None]]) -> None:
    """Ends with 1 and one line for what the user can mend, with 130 after Ctrl-C."""

    async def whole() -> None:
        await act(Settings.read())

    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(whole())
    except _EXPECTED as error:
        _console.print(f"kenbun: {_told(error)}", markup=False, style="red")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def say(line: str) -> None:
    _console.print(f"kenbun: {line}", markup=False)


def _told(error: Exception) -> str:
    """Where in the input it is, too, if that is more than the name of an argument."""
    path = error.field if isinstance(error, Problem) else None
    return f"{path}: {error}" if path and ("." in path or "[" in path) else str(error)
