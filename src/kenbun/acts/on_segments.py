"""Putting many into a segment at once, keeping them out, and leaving it to the conditions again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.acts.done import Done
from kenbun.acts.kinds import SUBJECTS
from kenbun.database import Connection
from kenbun.kit.errors import Conflict, Invalid
from kenbun.kit.ids import public
from kenbun.segments.defining.definitions import Segment, find_segment, get_segment, list_segments
from kenbun.segments.members.hands import Act, move_by_hand

_ACTS: Mapping[str, Act] = {
    "add_to_segment": "add",
    "keep_out_of_segment": "keep_out",
    "remove_from_segment": "release",
}


async def segment_of(connection: Connection, workspace_id: UUID, segment_id: str, noun: str) -> Segment:
    """Raises NotFound, Invalid for one of the other kind, and Conflict for one that has no members."""
    found = await find_segment(connection, workspace_id, segment_id)
    if found.kind != noun:
        words = f"“{found.name}” is a segment of {found.kind}s: choose one of {noun}s."
        raise Invalid(words, field="segment_id")
    if not found.definition.active:
        raise Conflict(f"“{found.name}” is not active, and has no members: make it active first.")
    return found


async def stated(
    connection: Connection, workspace_id: UUID, selection: Any, chosen: str | None
) -> dict[str, Any]:
    """How many are selected, and into which segments they could go; `chosen` is the one that the list is of."""
    some = await list_segments(connection, workspace_id, selection.NOUN)
    return {
        "count": await SUBJECTS[selection.NOUN].count(connection, workspace_id, selection),
        "segments": [
            (public("seg", one.segment_id), one.name, one.members) for one in some if one.definition.active
        ],
        "chosen": chosen,
    }


async def put(connection: Connection, caller: Caller, act: Any, ids: list[UUID], now: datetime) -> Done:
    """One piece of such an act. Raises NotFound where the segment has gone meanwhile."""
    segment = await get_segment(connection, caller.workspace_id, act.segment_id)
    changed = await move_by_hand(connection, caller, segment, _ACTS[act.kind], ids, now)
    return Done(changed, ids[-1], len(ids))
