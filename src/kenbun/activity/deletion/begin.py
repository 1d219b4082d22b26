"""Beginning a deletion of events, and stopping it. The worker carries it out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.activity.choose import Chosen
from kenbun.activity.deletion import queries
from kenbun.activity.deletion.preview import choose_to_delete, count_chosen
from kenbun.activity.filters import EventFilters
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import new_id, parse, public


async def begin(connection: Connection, caller: Caller, filters: EventFilters, clock: Clock) -> UUID:
    """Of those there are by now: what is taken in later stays, even where it fits.

    Raises Invalid where nothing fits or nothing is filtered by, and Conflict where another is on its way.
    """
    caller.demand("editor")
    now = await tick(connection, caller.workspace_id, clock)
    chosen = await choose_to_delete(connection, caller.workspace_id, filters)
    if await queries.running(connection, caller.workspace_id):
        raise Conflict("Events are being deleted already: wait until that is done, or stop it.")
    numbers = await count_chosen(connection, chosen, now)
    if not numbers.events:
        raise Invalid("No event fits these filters.", field="event_type")
    deletion_id = new_id()
    await queries.add(
        connection,
        caller.workspace_id,
        deletion_id=deletion_id,
        chosen=document(chosen),
        begun_at=now,
        total=numbers.events,
        **caller.signature,
    )
    after = {"filters": told(filters), "events": numbers.events, "leads": numbers.leads}
    subject = ("deletion", public("del", deletion_id))
    await audit.record(connection, caller, "events.delete", subject, after=after, now=now)
    return deletion_id


async def stop(connection: Connection, caller: Caller, deletion_id: UUID, clock: Clock) -> None:
    """What is gone stays gone. Raises NotFound for one that runs no more."""
    caller.demand("editor")
    now = await tick(connection, caller.workspace_id, clock)
    place = (connection, caller.workspace_id)
    row = await queries.one(*place, deletion_id)
    if row is None or not await queries.end(*place, deletion_id, "stopped", now):
        raise NotFound("There is no such deletion on its way.", field="deletion_id")
    after = {"done": row.done, "total": row.total}
    subject = ("deletion", public("del", deletion_id))
    await audit.record(connection, caller, "events.delete_stop", subject, after=after, now=now)


def told(filters: EventFilters) -> dict[str, str]:
    """For the audit log: but what was typed to find people by, which can be somebody's name."""
    said = dict(filters.pairs())
    if filters.lead and parse("ld", filters.lead) is None:
        said["lead"] = "found by name"
    return said


def document(chosen: Chosen) -> dict[str, Any]:
    given = {name: value for name, value in asdict(chosen).items() if value is not None}
    return {name: _plain(value) for name, value in given.items() if name != "workspace_id"}


def read(workspace_id: UUID, found: dict[str, Any]) -> Chosen:
    known = dict(found)
    for name in ("lead_ids", "account_ids"):
        if name in known:
            known[name] = tuple(UUID(one) for one in known[name])
    for name in ("since", "until"):
        if name in known:
            known[name] = datetime.fromisoformat(known[name])
    return Chosen(workspace_id, **known)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return [str(one) for one in value] if isinstance(value, tuple) else value
