"""By hand: leads and accounts put in, whatever the conditions say, or kept out; until people take that back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection, Database
from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict
from kenbun.kit.ids import public
from kenbun.segments.defining.definitions import Segment, get_segment
from kenbun.segments.defining.drafts import NOUNS
from kenbun.segments.following.follow import follow
from kenbun.segments.following.in_force import in_force
from kenbun.segments.following.looks import Looks
from kenbun.segments.following.needs import itself, member_of
from kenbun.segments.members import hand_queries, wish_queries
from kenbun.segments.members.member_queries import present
from kenbun.segments.members.wish_queries import Wish

Act = Literal["add", "remove", "keep_out", "release"]
"""`remove` takes back that somebody was put in, `release` whatever was said: from then on the conditions decide."""
ACTS: tuple[Act, ...] = ("add", "remove", "keep_out", "release")

_WISHES: dict[Act, Wish] = {"add": "in", "keep_out": "out"}
_TAKEN_BACK: dict[Act, tuple[Wish, ...]] = {"remove": ("in",), "release": ("in", "out")}

AT_ONCE = 10_000
"""By one transaction."""
# Of so many the ids stand in the audit log.
_NAMED = 500


@dataclass(frozen=True, slots=True)
class Moved:
    """Of those given: how many came in or went out by it, how many did not, and the ids that are of none."""

    changed: int
    unchanged: int
    missing: list[UUID]


async def act_by_hand(
    connection: Connection,
    caller: Caller,
    segment_id: UUID,
    act: Act,
    ids: Sequence[UUID],
    clock: Clock,
) -> Moved:
    """One that is merged into another stands for that one. Raises NotFound, Conflict where it is not active."""
    now = await tick(connection, caller.workspace_id, clock)
    segment = await get_segment(connection, caller.workspace_id, segment_id)
    known = await ROOTED[segment.kind].known(connection, caller.workspace_id, ids)
    roots = list(dict.fromkeys(known.values()))
    changed = await move_by_hand(connection, caller, segment, act, roots, now)
    missing = [one for one in dict.fromkeys(ids) if one not in known]
    return Moved(changed, len(roots) - changed, missing)


async def act_by_hand_on_any(
    database: Database, caller: Caller, segment_id: UUID, act: Act, ids: Sequence[UUID], clock: Clock
) -> Moved:
    """Likewise, of any number: a transaction for some at a time, so that batches hardly wait."""
    found = Moved(0, 0, [])
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        async with database.transaction() as connection:
            moved = await act_by_hand(connection, caller, segment_id, act, some, clock)
        found = Moved(
            found.changed + moved.changed,
            found.unchanged + moved.unchanged,
            found.missing + moved.missing,
        )
    return found


async def move_by_hand(
    connection: Connection, caller: Caller, segment: Segment, act: Act, roots: Sequence[UUID], now: datetime
) -> int:
    """Under the tick whose time `now` is, of those who are shown in themselves: how many came in or went out.

    Raises Conflict where the segment is not active.
    """
    if not segment.definition.active:
        raise Conflict(f"“{segment.name}” is not active, and has no members: make it active first.")
    place = (connection, caller.workspace_id)
    if wish := _WISHES.get(act):
        await wish_queries.say(*place, segment.segment_id, roots, wish, caller.name, now)
        there = await present(*place, segment.kind, roots)
        moved = await hand_queries.bring(*place, segment.segment_id, there, wish, now)
        await _follow(connection, segment, caller, moved, member_of, now)
        count = len(moved)
    else:
        held = await wish_queries.take_back(*place, segment.kind, segment.segment_id, roots, _TAKEN_BACK[act])
        counts = await _follow(connection, segment, caller, held, itself, now)
        count = counts[segment.segment_id]
    await _audit(connection, caller, segment, act, roots, count, now)
    return count


async def _follow(
    connection: Connection,
    segment: Segment,
    caller: Caller,
    ids: Collection[UUID],
    key: Callable[[str], str],
    now: datetime,
) -> Counter[UUID]:
    """The segment itself, or those that ask who is in it."""
    looks = Looks()
    looks.add(segment.kind, ids, frozenset({key(public("seg", segment.segment_id))}), fires=True)
    workspace = await get_workspace(connection, caller.workspace_id)
    active = await in_force(connection, caller.workspace_id)
    return await follow(connection, workspace, active, looks, now, "hand")


async def _audit(
    connection: Connection,
    caller: Caller,
    segment: Segment,
    act: Act,
    roots: Sequence[UUID],
    count: int,
    now: datetime,
) -> None:
    nouns = NOUNS[segment.kind]
    after: dict[str, Any] = {nouns: len(roots), "changed": count}
    if len(roots) <= _NAMED:
        after["ids"] = [ROOTED[segment.kind].public(one) for one in roots]
    subject = ("segment", public("seg", segment.segment_id))
    # told apart from a segment that is made, or removed
    done = f"{act}_members" if act in ("add", "remove") else act
    await audit.record(connection, caller, f"segment.{done}", subject, after=after, now=now)
