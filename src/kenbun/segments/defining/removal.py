"""Deleting a segment: what uses it is named first, and what cannot go on without it keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict
from kenbun.kit.ids import public
from kenbun.segments.defining import definition_queries as queries
from kenbun.segments.defining import use_queries
from kenbun.segments.defining.definitions import get_segment
from kenbun.segments.defining.drafts import NOUNS

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Use:
    """`id` is the public one. Without the segment, a view that filters by it shows nobody, and a trigger that waits for
    it never fires; a segment that asks for it does not go on."""

    what: Literal["segment", "view", "trigger"]
    id: str
    name: str


async def uses_of(connection: Connection, workspace_id: UUID, segment_id: UUID) -> list[Use]:
    """Segments that ask whether one is in it, saved views that filter by it, triggers that speak of it; by name."""
    return (await uses_of_all(connection, workspace_id)).get(segment_id, [])


async def uses_of_all(connection: Connection, workspace_id: UUID) -> dict[UUID, list[Use]]:
    """Likewise, of every segment that is used."""
    found: dict[UUID, list[Use]] = {}
    for segment_id, by_id, name in await use_queries.by_segments(connection, workspace_id):
        found.setdefault(segment_id, []).append(Use("segment", public("seg", by_id), name))
    for segment_id, by_id, name in await use_queries.by_views(connection, workspace_id):
        found.setdefault(segment_id, []).append(Use("view", public("view", by_id), name))
    for segment_id, by_id, name in await use_queries.by_triggers(connection, workspace_id):
        found.setdefault(segment_id, []).append(Use("trigger", public("trg", by_id), name))
    return found


async def remove_segment(connection: Connection, caller: Caller, segment_id: UUID, clock: Clock) -> None:
    """With its members, whom people put in, and its history. Raises NotFound, Conflict naming who needs it."""
    now = await tick(connection, caller.workspace_id, clock)
    segment = await get_segment(connection, caller.workspace_id, segment_id)
    needed_by = [
        one.name
        for one in await uses_of(connection, caller.workspace_id, segment_id)
        if one.what == "segment"
    ]
    if needed_by:
        named = ", ".join(f"“{name}”" for name in needed_by[:_NAMED])
        more = f" and {len(needed_by) - _NAMED} more" if len(needed_by) > _NAMED else ""
        raise Conflict(f"{named}{more} asks whether one is in this segment: change that first.")
    by_hand = await use_queries.count_hands(connection, caller.workspace_id, segment_id)
    await queries.remove(connection, caller.workspace_id, segment_id)
    before = {
        "kind": segment.kind,
        **segment.definition.document(),
        NOUNS[segment.kind]: segment.members,
        "by_hand": by_hand,
    }
    subject = ("segment", public("seg", segment_id))
    await audit.record(connection, caller, "segment.remove", subject, before=before, now=now)
