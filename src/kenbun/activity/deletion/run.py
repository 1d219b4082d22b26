"""Carrying deletions of events out, some leads at a time: each piece is a transaction, and the row says how far it is.

After a crash the next process goes on where this one stopped. What events have said of people (their aliases, fields
and accounts) stays, as with events that filters suppress; nothing fires.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.queries import people
from kenbun.access.ticks import tick
from kenbun.access.workspaces import Workspace, get_workspace
from kenbun.activity.deletion import queries
from kenbun.activity.deletion.begin import read
from kenbun.database import Away, Connection, Database
from kenbun.events.filters.merged import judge_merged
from kenbun.events.removal_queries import drop_events
from kenbun.identity.rooted_queries import LEADS
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Forbidden, Problem
from kenbun.kit.ids import public

# So many leads, or events without one, are gone through while batches wait.
_AT_ONCE = 200
_STRAYS_AT_ONCE = 5_000

Follow = Callable[[Connection, Workspace, Collection[UUID], datetime], Awaitable[None]]
"""What is to be done in the transaction in which events of these leads have gone."""

log = structlog.get_logger()


async def run_begun(database: Database, workspace_id: UUID, clock: Clock, follow: Follow) -> None:
    """Goes on with what has been begun in the workspace until it is done. What fails is marked so."""
    async with database.snapshot() as connection:
        begun = await queries.running(connection, workspace_id)
    if begun is None:
        return
    try:
        while await _step(database, workspace_id, clock, follow):
            pass
    except Away:
        raise  # the database is away: the next round goes on
    except Exception as error:
        log.exception("events.deletion_failed")
        # what a database says of an error can hold anybody's data
        words = error.detail if isinstance(error, Problem) else "Something went wrong here: see the log."
        async with database.transaction() as connection:
            await queries.end(connection, workspace_id, begun.deletion_id, "failed", clock(), words[:500])


async def _step(database: Database, workspace_id: UUID, clock: Clock, follow: Follow) -> bool:
    """One transaction's worth; answers whether there is more."""
    async with database.transaction() as connection:
        # the tick first: who stops it holds it, so the row is as it stands
        now = await tick(connection, workspace_id, clock)
        job = await queries.running(connection, workspace_id)
        if job is None:
            return False
        caller = await _in_whose_name(connection, job)
        lead_ids = await queries.next_leads(connection, workspace_id, job.deletion_id, _AT_ONCE)
        if lead_ids:
            await _delete_of(connection, job, lead_ids, now, follow)
            return True
        chosen = read(workspace_id, job.chosen)
        if strays := await queries.strays(connection, chosen, job.begun_at, _STRAYS_AT_ONCE):
            await drop_events(connection, workspace_id, strays)
            await _count(connection, job, len(strays), 0)
            return True
        # at first everybody; afterwards whoever was merged, or taken apart, while this went on
        await queries.note_leads(connection, job.deletion_id, chosen, job.begun_at)
        if await queries.next_leads(connection, workspace_id, job.deletion_id, 1):
            return True
        await _end(connection, caller, job, now)
        return False


async def _delete_of(
    connection: Connection, job: Any, noted: list[UUID], now: datetime, follow: Follow
) -> None:
    """By the leads that those noted are shown in by now."""
    place = (connection, job.workspace_id)
    roots = await LEADS.roots_of(*place, noted)
    lead_ids = {roots.get(one, one) for one in noted}
    chosen = read(job.workspace_id, job.chosen)
    found = await queries.events_of(connection, chosen, lead_ids, job.begun_at)
    counts = Counter(lead_id for _, lead_id in found)
    await drop_events(*place, [event_id for event_id, _ in found])
    if counts:
        workspace = await get_workspace(*place)
        # without them others may be no burst any more
        await judge_merged(connection, workspace, list(counts), now)
        await follow(connection, workspace, list(counts), now)
    await queries.leads_done(*place, job.deletion_id, dict.fromkeys(noted, 0) | counts, now)
    await _count(connection, job, len(found), len(counts))


async def _count(connection: Connection, job: Any, events: int, leads: int) -> None:
    done = {"done": job.done + events, "leads": job.leads + leads}
    await queries.set_deletion(connection, job.workspace_id, job.deletion_id, **done, error=None)


async def _in_whose_name(connection: Connection, job: Any) -> Caller:
    """The member who began it, who may have become somebody else meanwhile."""
    member = await people.member(connection, job.workspace_id, job.user_id)
    if member is None:
        raise Forbidden("Whoever began this is no member any more.")
    caller = Caller.of_job(job, member["role"])
    caller.demand("editor")
    return caller


async def _end(connection: Connection, caller: Caller, job: Any, now: datetime) -> None:
    await queries.end(connection, job.workspace_id, job.deletion_id, "done", now)
    after = {"events": job.done, "leads": job.leads}
    subject = ("deletion", public("del", job.deletion_id))
    await audit.record(connection, caller, "events.deleted", subject, after=after, now=now)
