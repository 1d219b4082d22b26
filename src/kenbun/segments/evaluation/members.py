"""Whom trees hold of, and by which leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np

from kenbun.conditions import Tree, leaves_of
from kenbun.conditions.nodes import values_in
from kenbun.database import Connection
from kenbun.segments.evaluation.grid import Grid
from kenbun.segments.evaluation.reading import Reader
from kenbun.segments.evaluation.reasons import Why
from kenbun.segments.evaluation.statement_queries import answers_behind_guards, answers_where_any_holds
from kenbun.segments.evaluation.surroundings import Kind, look_around

# A statement has at most 1,664 columns, of which each leaf is one, and 65,535 parameters, of which each value is one.
_MOST = 1_000
_VALUES_A_LEAF = 20


class Member(NamedTuple):
    """`why` is one list for all who are in for the same reasons: not to be changed."""

    segment_id: UUID
    subject_id: UUID
    why: Why


async def members_of(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    trees: Mapping[UUID, Tree],
    now: datetime,
    zone: str,
    *,
    subjects: Collection[UUID] | None = None,
    guard: Mapping[UUID, Collection[UUID]] | None = None,
) -> list[Member]:
    """Who meets the conditions of which segment at `now`, by one statement whatever the number of trees.

    `subjects`: of these alone; None: of everybody, as the fastest way is from scratch. `guard` names in their place, of
    each subject, the segments that are to be evaluated of it: of the others nothing is said, neither in nor out, and
    nothing is asked. Who is archived, or not there, is in nothing. What people have said by hand is no matter here.
    """
    place = (connection, workspace_id, kind)
    if guard is not None:
        known = {one: frozenset(some) & trees.keys() for one, some in guard.items()}
        grid = Grid(trees, known)
        await fill(*place, trees, now, zone, grid)
        return _members(grid)
    found: list[Member] = []
    for some in portions(trees):
        found += await _ask(*place, some, now, zone, subjects)
    return found


async def who_meets(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    trees: Mapping[UUID, Tree],
    now: datetime,
    zone: str,
) -> Grid:
    """Whoever meets the conditions of any of the segments at `now`, and why."""
    found = []
    for some in portions(trees):
        reader = Reader(some)
        rows = await _rows(connection, workspace_id, kind, reader, some, now, zone, None)
        found.append((reader, [subject for subject, _ in rows], [letters for _, letters in rows]))
    grid = Grid(trees, dict.fromkeys(chain.from_iterable(ids for _, ids, _ in found), trees.keys()))
    for reader, ids, letters in found:
        if ids:
            reader.read(grid, np.array([grid.row_of[one] for one in ids]), letters)
    return grid


async def fill(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    trees: Mapping[UUID, Tree],
    now: datetime,
    zone: str,
    grid: Grid,
) -> None:
    """Writes into the grid who meets these conditions at `now`, of those that it asks for and whose answers are not
    known; as `members_of` says it."""
    for some in portions(trees):
        reader = Reader(some)
        guards = _guards(grid, reader)
        if not guards["ids"]:
            continue
        around = await look_around(connection, workspace_id, kind, reader.leaves, zone)
        made = answers_behind_guards(reader.leaves, around)
        rows = await made.rows(connection, {"workspace_id": workspace_id, "now": now, **guards})
        if rows:
            ids, letters = zip(*rows, strict=True)
            reader.read(grid, np.array([grid.row_of[one] for one in ids]), letters)


def portions(trees: Mapping[UUID, Tree]) -> Iterator[dict[UUID, Tree]]:
    """One, unless these are more conditions than a statement can hold."""
    portion: dict[UUID, Tree] = {}
    number = 0
    for segment_id, tree in trees.items():
        weight = sum(1 for _ in leaves_of(tree)) + values_in(tree) // _VALUES_A_LEAF
        if portion and number + weight > _MOST:
            yield portion
            portion, number = {}, 0
        portion[segment_id] = tree
        number += weight
    if portion:
        yield portion


async def _ask(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    trees: Mapping[UUID, Tree],
    now: datetime,
    zone: str,
    subjects: Collection[UUID] | None,
) -> list[Member]:
    reader = Reader(trees)
    rows = await _rows(connection, workspace_id, kind, reader, trees, now, zone, subjects)
    grid = Grid(trees, dict.fromkeys((subject for subject, _ in rows), trees.keys()))
    if rows:
        reader.read(grid, np.arange(len(rows)), [letters for _, letters in rows])
    return _members(grid)


async def _rows(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    reader: Reader,
    trees: Mapping[UUID, Tree],
    now: datetime,
    zone: str,
    subjects: Collection[UUID] | None,
) -> Sequence[tuple[UUID, str]]:
    """Of those of whom any of the trees holds, the answers of all leaves."""
    around = await look_around(connection, workspace_id, kind, reader.leaves, zone)
    values: dict[str, Any] = {"workspace_id": workspace_id, "now": now}
    if subjects is not None:
        values["ids"] = list(subjects)
    whole = tuple(trees.values())
    made = answers_where_any_holds(reader.leaves, whole, around, some=subjects is not None)
    return await made.rows(connection, values)


def _members(grid: Grid) -> list[Member]:
    rows, columns = np.nonzero(grid.places)
    places = grid.places[rows, columns].tolist()
    return [
        Member(segment_id, subject_id, reason.why)
        for (segment_id, subject_id), place in zip(grid.pairs(grid.places), places, strict=True)
        if (reason := grid.reasons[place])
    ]


def _guards(grid: Grid, reader: Reader) -> dict[str, Any]:
    """Of the subjects that any of these trees is asked of."""
    known: dict[bytes, tuple[bytes, bool]] = {}
    ids, guards, deeds = [], [], []
    for subject, row, known_by_now in zip(grid.subjects, grid.asked, grid.known, strict=True):
        if known_by_now:
            continue
        key = row.tobytes()
        if key not in known:
            known[key] = reader.guard(grid.segments[column] for column in np.flatnonzero(row))
        bits, counts = known[key]
        if any(bits):
            ids.append(subject)
            guards.append(bits)
            deeds.append(counts)
    return {"ids": ids, "guards": guards, "deeds": deeds}
