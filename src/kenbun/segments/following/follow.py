"""Membership follows what has changed: of whom something has, those segments are asked that look at it, segments of
segments after those that they ask for; and the difference is written, with a row for each entry and exit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from kenbun.access.workspaces import Workspace
from kenbun.conditions import Tree
from kenbun.database import Connection
from kenbun.edges.queries import leads_of
from kenbun.segments.evaluation import Grid, Kind, Pair, Reason, fill
from kenbun.segments.following.because import Because
from kenbun.segments.following.in_force import InForce
from kenbun.segments.following.known import Known, note_touched
from kenbun.segments.following.looks import Look, Looks
from kenbun.segments.following.needs import OF_THE_ACCOUNT
from kenbun.segments.members import member_queries, wish_queries
from kenbun.segments.members.difference import difference
from kenbun.segments.members.member_queries import BY_HAND, Change

# One in so many.
_MANY = 4

Asked = Mapping[UUID, frozenset[UUID]]
"""Of each lead, or account, the segments that are asked."""


async def follow(
    connection: Connection,
    workspace: Workspace,
    segments: InForce,
    looks: Looks,
    now: datetime,
    cause: str,
    known: Known | None = None,
) -> Counter[UUID]:
    """Under the tick whose time `now` is. Answers of each segment how many came in or went out. Of whom it is `known`
    who meets the conditions, nothing is asked."""
    await _look_at_leads_of(connection, workspace.workspace_id, segments, looks)
    moved: Counter[UUID] = Counter()
    for rank in segments.ranks:
        for kind in ("account", "lead"):
            asked = _asked(segments, kind, rank, looks.of(kind))
            changes = await _ask(
                connection, workspace, segments, kind, asked, looks.of(kind), now, cause, known
            )
            _hand_on(segments, looks, kind, changes)
            moved.update(change.segment_id for change in changes)
    await note_touched(connection, workspace.workspace_id, segments, looks, known)
    return moved


async def _look_at_leads_of(
    connection: Connection, workspace_id: UUID, segments: InForce, looks: Looks
) -> None:
    """Of accounts of which that has changed which leads' conditions ask of them."""
    wanted = segments.needs("lead") & OF_THE_ACCOUNT
    if not wanted:
        return
    accounts = {
        one: look
        for one, look in looks.accounts.items()
        if look.changed is None or not wanted.isdisjoint(look.changed)
    }
    for fires in (False, True):
        these = [one for one, look in accounts.items() if look.fires is fires]
        found = await leads_of(connection, workspace_id, these)
        looks.add("lead", found, OF_THE_ACCOUNT, fires=fires)


def _asked(segments: InForce, kind: Kind, rank: int, looks: Mapping[UUID, Look]) -> Asked:
    return {one: some for one, look in looks.items() if (some := segments.asked(kind, rank, look.changed))}


async def _ask(
    connection: Connection,
    workspace: Workspace,
    segments: InForce,
    kind: Kind,
    asked: Asked,
    looks: Mapping[UUID, Look],
    now: datetime,
    cause: str,
    known: Known | None,
) -> list[Change]:
    if not asked:
        return []
    place = (connection, workspace.workspace_id)
    segment_ids = frozenset().union(*set(asked.values()))
    grid = Grid(segment_ids, asked)
    if known and known.found:
        grid.take(known.found, known.holds_of(asked, looks))
    await _fill(connection, workspace, segments, kind, grid, now)
    differing = difference(grid, await member_queries.standing(*place, grid))
    left = await member_queries.leave(*place, differing.leaving)
    because = Because(segments)
    changes = [_change(because, looks, pair, why.text, entered=True) for pair, why in differing.coming]
    changes += [_change(because, looks, pair, why, entered=False) for pair, why in left.items()]
    await member_queries.write(*place, changes, differing.staying, now, cause)
    return changes


def _change(because: Because, looks: Mapping[UUID, Look], pair: Pair, why: str, *, entered: bool) -> Change:
    segment_id, subject_id = pair
    look = looks[subject_id]
    leaf = because.leaf(segment_id, look.changed, why)
    return Change(segment_id, subject_id, entered, why, leaf, look.fires)


async def _fill(
    connection: Connection,
    workspace: Workspace,
    segments: InForce,
    kind: Kind,
    grid: Grid,
    now: datetime,
) -> None:
    """Who should be in, by conditions and by what people have said, of those that can be in at all."""
    place = (connection, workspace.workspace_id)
    segment_ids = frozenset(grid.segments)
    await fill(*place, kind, _trees(segments, kind, segment_ids), now, workspace.time_zone, grid)
    said = await wish_queries.wishes_of(*place, kind, segment_ids, grid.subjects)
    wishes = {pair: wish for pair, wish in said.items() if grid.asks(pair)}
    wanted = {subject_id for (_, subject_id), wish in wishes.items() if wish == "in"}
    found_before = grid.known_members()
    looked_up = wanted | found_before
    there = await member_queries.present(*place, kind, looked_up) if looked_up else set()
    grid.take_out(found_before - there)
    for pair, wish in wishes.items():
        if wish == "out":
            grid.put(pair, None)
        elif pair[1] in there:
            held = grid.reason_of(pair)
            grid.put(pair, Reason.of([BY_HAND, *(held.why if held else ())]))


def _trees(segments: InForce, kind: Kind, segment_ids: frozenset[UUID]) -> dict[UUID, Tree]:
    """Of those asked; where these are many, of all of their ranks, in the same order each time: the statement is put
    together once, and what is not asked of anybody costs it little."""
    all_of_kind = segments.of(kind)
    ranks = {one.rank for one in all_of_kind if one.segment_id in segment_ids}
    beside = [one for one in all_of_kind if one.rank in ranks]
    many = len(segment_ids) * _MANY >= len(beside)
    return {
        one.segment_id: one.tree for one in beside if one.tree and (many or one.segment_id in segment_ids)
    }


def _hand_on(segments: InForce, looks: Looks, kind: Kind, changes: Collection[Change]) -> None:
    """Whoever came in or went out is looked at by the segments that ask for that."""
    asked_for = {one.segment_id for one in segments.of(kind) if one.key in segments.needs(kind)}
    by_segment: dict[UUID, list[Change]] = defaultdict(list)
    for change in changes if asked_for else ():
        if change.segment_id in asked_for:
            by_segment[change.segment_id].append(change)
    for segment_id, some in by_segment.items():
        key = frozenset({segments.by_id[segment_id].key})
        for change in some:
            looks.add(kind, [change.subject_id], key, fires=change.fires)
