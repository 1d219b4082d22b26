"""Sessions follow another timeout lead by lead, some at a time, while events stream on.

The workspace's row says up to which lead it has been done: a batch weaves those by the next timeout and the others
by the one of before, so that in the end all are as if made from scratch. After a crash the next process goes on from
where this one stopped.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from kenbun.access.queries import setting_versions
from kenbun.access.ticks import tick
from kenbun.access.workspaces import Workspace, get_workspace
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.scoring.account_sums import sum_up_these
from kenbun.scoring.account_sums_queries import accounts_of
from kenbun.sessions.again import weave_again
from kenbun.stirred import stir
from kenbun.workspace_settings import queries

# Few enough that batches hardly wait.
_LEADS, _EVENTS = 2_000, 20_000
_FIRST = UUID(int=0)


async def weave_opened(database: Database, workspace_id: UUID, clock: Clock) -> None:
    """To the end, where sessions are to follow a change of settings."""
    while await _weave_some(database, workspace_id, clock):
        pass


async def _weave_some(database: Database, workspace_id: UUID, clock: Clock) -> bool:
    """Answers whether there may be more to do."""
    async with database.transaction() as connection:
        change = await setting_versions.underway(connection, workspace_id)
        if change is None or change.state != "weaving":
            return False
        now = await tick(connection, workspace_id, clock)
        # another process may have gone on while this one waited
        change = await setting_versions.underway(connection, workspace_id)
        workspace = await get_workspace(connection, workspace_id)
        minutes = workspace.next_session_timeout_minutes
        if change is None or minutes is None:
            return False
        after = workspace.rewoven_up_to or _FIRST
        leads = await queries.next_leads(connection, workspace_id, after, leads=_LEADS, events=_EVENTS)
        if leads:
            await _weave(connection, workspace, leads, timedelta(minutes=minutes), now)
            await queries.change_workspace(connection, workspace_id, rewoven_up_to=leads[-1])
            done = change.leads_done + len(leads)
            total = change.leads_total or await queries.count_leads(connection, workspace_id)
            progress = {"leads_done": done, "leads_total": max(done, total)}
            await queries.change_version(connection, workspace_id, change.number, **progress)
        else:
            await _end(connection, workspace_id, change.number)
        return bool(leads)


async def _weave(
    connection: Connection, workspace: Workspace, leads: list[UUID], idle: timedelta, now: datetime
) -> None:
    """Only of few leads sessions become others."""
    before = timedelta(minutes=workspace.session_timeout_minutes)
    place = (connection, workspace.workspace_id)
    others = await queries.leads_that_differ(*place, leads, before, idle)
    await weave_again(*place, others, lambda _: idle)
    await stir(*place, "lead", others, "sessions")
    await sum_up_these(*place, await accounts_of(*place, others), now, "settings")


async def _end(connection: Connection, workspace_id: UUID, number: int) -> None:
    await queries.take_over_timeout(connection, workspace_id)
    await queries.change_version(connection, workspace_id, number, state="in_force")
