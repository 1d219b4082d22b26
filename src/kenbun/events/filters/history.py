"""Applying the filters in force to history: as if they had been there when it happened; and trying that before.

The row of the job says how far it is: each piece is a transaction of its own, so after a crash the next process goes on
where this one stopped. Filters cannot change while it runs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.access.workspaces import Workspace, get_workspace
from kenbun.database import Away, Connection, Database
from kenbun.events.filters import filter_queries, job_queries
from kenbun.events.filters.again import changes, judge_leads, judge_strays
from kenbun.events.filters.verdict_queries import hold
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict
from kenbun.kit.ids import new_id, public

# So many leads, or events without one, are judged while batches wait.
_AT_ONCE = 500
_LOOKED_AT_ONCE = 5_000

log = structlog.get_logger()

Follow = Callable[[Connection, Workspace, Collection[UUID], datetime], Awaitable[None]]
"""What is to be done in the transaction in which stored events of these leads have been suppressed or freed."""


@dataclass(slots=True)
class Preview:
    """How many stored events would be suppressed and freed, and of how many leads."""

    suppressed: int = 0
    freed: int = 0
    leads: int = 0


async def preview(connection: Connection, workspace_id: UUID) -> Preview:
    """What applying would do; nothing is written."""
    workspace = await get_workspace(connection, workspace_id)
    filters = await filter_queries.read_filters(connection, workspace_id, workspace.time_zone)
    seen = Preview()
    for next_some, judge in (
        (job_queries.next_strays, judge_strays),
        (job_queries.next_leads, judge_leads),
    ):
        after: UUID | None = None
        while ids := await next_some(connection, workspace_id, after, _LOOKED_AT_ONCE):
            judged = (await judge(connection, workspace_id, filters, ids)).values()
            seen.suppressed += sum(one.becomes_suppressed for one in judged)
            seen.freed += sum(one.becomes_free for one in judged)
            moved = {one.lead_id for one in judged if one.becomes_suppressed or one.becomes_free}
            seen.leads += len(moved - {None})
            after = ids[-1]
    return seen


async def open_job(connection: Connection, caller: Caller, clock: Clock) -> UUID:
    """Done by the worker. One at a time per workspace."""
    now = await tick(connection, caller.workspace_id, clock)
    if await job_queries.running(connection, caller.workspace_id):
        raise Conflict("Filters are being applied to history already: wait until that is done.")
    job_id = new_id()
    await job_queries.add_job(
        connection,
        caller.workspace_id,
        job_id=job_id,
        opened_at=now,
        total=await job_queries.count_all(connection, caller.workspace_id),
        created_by=caller.name,
    )
    await filter_queries.move_on(connection, caller.workspace_id)
    subject = ("job", public("job", job_id))
    await audit.record(connection, caller, "filters.apply", subject, after={}, now=now)
    return job_id


async def run_opened(database: Database, workspace_id: UUID, clock: Clock, follow: Follow) -> bool:
    """Goes on with what has been opened in the workspace until it is done; answers whether there was anything.

    What fails is said in the job's row, and tried again in the next round.
    """
    async with database.snapshot() as connection:
        opened = await job_queries.running(connection, workspace_id)
    if opened is None:
        return False
    try:
        while await _step(database, workspace_id, clock, follow):
            pass
    except Away:
        raise  # the database is away: the next round goes on
    except Exception as error:
        log.exception("filters.apply_failed")
        async with database.transaction() as connection:
            await job_queries.set_job(connection, workspace_id, opened.job_id, error=str(error)[:500])
    return True


async def _step(database: Database, workspace_id: UUID, clock: Clock, follow: Follow) -> bool:
    """One transaction's worth; answers whether there is more."""
    async with database.transaction() as connection:
        # the tick first: who changes filters holds it, so the job is as it stands
        now = await tick(connection, workspace_id, clock)
        job = await job_queries.running(connection, workspace_id)
        if job is None:
            return False
        workspace = await get_workspace(connection, workspace_id)
        if strays := await job_queries.next_strays(connection, workspace_id, job.stray_cursor, _AT_ONCE):
            await _judge_strays(connection, workspace, job, strays, now)
            return True
        leads = await job_queries.next_leads(connection, workspace_id, job.lead_cursor, _AT_ONCE)
        await _judge_leads(connection, workspace, job, leads, now, follow)
        return bool(leads)


async def _judge_strays(
    connection: Connection, workspace: Workspace, job: Any, event_ids: list[UUID], now: datetime
) -> None:
    """Those that are freed go the way of events again: so somebody becomes known by them."""
    place = (connection, workspace.workspace_id)
    filters = await filter_queries.read_filters(*place, workspace.time_zone)
    judged = await judge_strays(*place, filters, event_ids)
    await hold(*place, changes(judged), now)
    freed = [event_id for event_id, one in judged.items() if one.becomes_free]
    await job_queries.back_to_inbox(*place, freed)
    await job_queries.set_job(
        *place,
        job.job_id,
        stray_cursor=event_ids[-1],
        done=job.done + len(event_ids),
        freed=job.freed + len(freed),
        error=None,
    )


async def _judge_leads(
    connection: Connection,
    workspace: Workspace,
    job: Any,
    lead_ids: list[UUID],
    now: datetime,
    follow: Follow,
) -> None:
    place = (connection, workspace.workspace_id)
    if not lead_ids:
        await job_queries.set_job(*place, job.job_id, state="done", ended_at=now, error=None)
        await filter_queries.move_on(*place)
        return
    filters = await filter_queries.read_filters(*place, workspace.time_zone)
    judged = await judge_leads(*place, filters, lead_ids)
    outcome = await hold(*place, changes(judged), now)
    if outcome.lead_ids:
        await follow(connection, workspace, outcome.lead_ids, now)
    await job_queries.set_job(
        *place,
        job.job_id,
        lead_cursor=lead_ids[-1],
        done=job.done + len(lead_ids),
        suppressed=job.suppressed + outcome.suppressed,
        freed=job.freed + outcome.freed,
        leads=job.leads + len(outcome.lead_ids),
        error=None,
    )
    await filter_queries.move_on(*place)
