"""Putting somebody into a segment by hand, or keeping them out of it, whatever its conditions say."""

from __future__ import annotations

from typing import Literal

from kenbun.alerts.deliveries.deeds import CannotBeDone
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import parse
from kenbun.segments.defining.definitions import get_segment
from kenbun.segments.members.hands import move_by_hand
from kenbun.triggers.acts.doing import Doing


async def add_to_segment(doing: Doing) -> str:
    return await _move(doing, "add", ("Added to", "In"))


async def take_out_of_segment(doing: Doing) -> str:
    """To take back that it was put in would leave it there where the conditions hold."""
    return await _move(doing, "keep_out", ("Taken out of", "Not in"))


async def _move(doing: Doing, act: Literal["add", "keep_out"], said: tuple[str, str]) -> str:
    segment_id = parse("seg", doing.act["segment_id"])
    assert segment_id is not None
    try:
        segment = await get_segment(doing.connection, doing.workspace_id, segment_id)
        ids = [doing.fired.subject_id]
        moved = await move_by_hand(doing.connection, doing.caller, segment, act, ids, doing.now)
    except (NotFound, Conflict) as problem:
        raise CannotBeDone(problem.detail) from None
    return f"{said[0]} “{segment.name}”." if moved else f"{said[1]} “{segment.name}” already."
