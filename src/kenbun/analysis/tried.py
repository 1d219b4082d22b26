"""A change that is done, looked at and taken back: what segments and triggers would make of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.access.ticks import tick
from kenbun.access.workspaces import get_workspace
from kenbun.analysis import foreseen_queries as queries
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.ids import public
from kenbun.lists.segments import Kind
from kenbun.segments.following.follow import follow
from kenbun.segments.following.in_force import read_in_force
from kenbun.segments.following.looks import Looks
from kenbun.triggers.definitions import Trigger
from kenbun.triggers.drafts import Kind as TriggerKind
from kenbun.triggers.foreseen import held_back_at


@dataclass(frozen=True, slots=True)
class SegmentMove:
    """A segment that would change, and how many would enter it and leave it."""

    segment_id: str
    kind: Kind
    name: str
    enters: int
    leaves: int


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A trigger that would have fired so often, if it were news."""

    trigger_id: str
    name: str
    kind: TriggerKind
    count: int


class Foreseen(NamedTuple):
    """Both the most moved first; others than these stay as they are."""

    segments: Sequence[SegmentMove] = ()
    triggers: Sequence[HeldBack] = ()


Attempt = Callable[[Connection], Awaitable[Looks]]
"""Makes the change, and answers whom it can have moved."""


def in_pieces(ids: Sequence[UUID], at_once: int) -> list[Sequence[UUID]]:
    """Those whom a change moves, some for each attempt: nobody waits long for the tick."""
    return [ids[start : start + at_once] for start in range(0, len(ids), at_once)]


async def tried(
    database: Database,
    workspace_id: UUID,
    clock: Clock,
    attempts: Sequence[Attempt],
    zone: str | None = None,
) -> Foreseen:
    """Each in a transaction of its own, of which nothing stays."""
    found: dict[UUID, SegmentMove] = {}
    held: dict[UUID, HeldBack] = {}
    for attempt in attempts:
        async with database.transaction() as connection:
            savepoint = await connection.begin_nested()
            now = await tick(connection, workspace_id, clock)
            rows, fired = await _moved(connection, workspace_id, now, attempt, zone)
            for trigger, count in fired:
                before = held[trigger.trigger_id].count if trigger.trigger_id in held else 0
                named = (public("trg", trigger.trigger_id), trigger.name, trigger.kind)
                held[trigger.trigger_id] = HeldBack(*named, before + count)
            for row in rows:
                known = found.get(row.segment_id)
                enters, leaves = (known.enters, known.leaves) if known else (0, 0)
                found[row.segment_id] = SegmentMove(
                    public("seg", row.segment_id),
                    row.kind,
                    row.name,
                    enters + row.enters,
                    leaves + row.leaves,
                )
            await savepoint.rollback()
    return Foreseen(
        tuple(sorted(found.values(), key=lambda one: -(one.enters + one.leaves))),
        tuple(sorted(held.values(), key=lambda one: -one.count)),
    )


async def _moved(
    connection: Connection, workspace_id: UUID, now: datetime, attempt: Attempt, zone: str | None
) -> tuple[Sequence[Any], list[tuple[Trigger, int]]]:
    active = await read_in_force(connection, workspace_id)
    looks = await attempt(connection)
    workspace = await get_workspace(connection, workspace_id)
    workspace = workspace if zone is None else replace(workspace, time_zone=zone)
    await follow(connection, workspace, active, looks, now, "publish")
    # no other row is of this tick
    rows = await queries.moved_at(connection, workspace_id, now)
    return rows, await held_back_at(connection, workspace, now)
