"""What a first start finds missing: a workspace to work in, and a way into it."""

from collections.abc import Callable

from kenbun.access.links import create_signin_link
from kenbun.access.members import anyone_can_sign_in
from kenbun.access.workspaces import create_workspace, list_workspaces
from kenbun.database import Database
from kenbun.database.embedded import has_database
from kenbun.demo.command import demo_apart
from kenbun.kit.clock import Clock
from kenbun.onboarding import furnish
from kenbun.settings import Settings

Say = Callable[[str], None]

_NAME = "My workspace"
_MAKING = "making a workspace with demo data, which takes a moment"


async def make_demo_first(settings: Settings, say: Say) -> None:
    """Before anything runs, where there is no database and there is to be a demo: what making both takes goes away."""
    if settings.demo and not settings.database_url and not has_database(settings.data_dir):
        say(_MAKING)
        await demo_apart(first=True)


async def make_first_workspace(database: Database, settings: Settings, clock: Clock, say: Say) -> None:
    """Where there is none: one with demo data, or an empty one if the settings say so."""
    async with database.snapshot() as connection:
        if await list_workspaces(connection):
            return
    if settings.demo:
        say(_MAKING)
        await demo_apart()
        return
    async with database.transaction() as connection:
        now = clock()
        workspace_id = await create_workspace(connection, _NAME, now, by="kenbun")
        await furnish(connection, workspace_id, now)


async def first_link(database: Database, settings: Settings, clock: Clock) -> str | None:
    """A one-time link into the oldest workspace, as long as nobody has a password to sign in with."""
    async with database.transaction() as connection:
        if await anyone_can_sign_in(connection):
            return None
        oldest = min(await list_workspaces(connection), key=lambda workspace: workspace.workspace_id)
        secret = await create_signin_link(connection, oldest.workspace_id, "admin", clock())
        return settings.signin_url(secret)
