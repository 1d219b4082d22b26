"""Whom trees hold of, and by which leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.conditions import Count, Leaf, Tree, evidence, holds, leaves_of, to_json
from kenbun.database import Connection
from kenbun.segments.evaluation.statement_queries import answers_behind_guards, answers_where_any_holds
from kenbun.segments.evaluation.surroundings import AnyLeaf, Kind, look_around

# A statement has at most 1,664 columns.
_MOST_LEAVES = 1_000

Why = list[dict[str, Any]]
"""`{"path": "all[0].any[1]", "leaf": {…}}` for each leaf that holds, and for each “none of” that does."""


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
    found: list[Member] = []
    for some in _portions(trees):
        found += await _ask(connection, workspace_id, kind, some, now, zone, subjects, guard)
    return found


def _portions(trees: Mapping[UUID, Tree]) -> Iterator[dict[UUID, Tree]]:
    """One, unless these are more conditions than a statement can hold."""
    portion: dict[UUID, Tree] = {}
    number = 0
    for segment_id, tree in trees.items():
        leaves = sum(1 for _ in leaves_of(tree))
        if portion and number + leaves > _MOST_LEAVES:
            yield portion
            portion, number = {}, 0
        portion[segment_id] = tree
        number += leaves
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
    guard: Mapping[UUID, Collection[UUID]] | None,
) -> list[Member]:
    reader = _Reader(trees)
    around = await look_around(connection, workspace_id, kind, reader.leaves, zone)
    values: dict[str, Any] = {"workspace_id": workspace_id, "now": now}
    if guard is not None:
        asked = {one: some for one, segments in guard.items() if (some := trees.keys() & set(segments))}
        made = answers_behind_guards(reader.leaves, around)
        rows = await made.rows(connection, values | reader.guards(asked)) if asked else []
        return [one for subject, digits in rows for one in reader.members(subject, digits, asked[subject])]
    if subjects is not None:
        values["ids"] = list(subjects)
    whole = tuple(trees.values())
    made = answers_where_any_holds(reader.leaves, whole, around, some=subjects is not None)
    rows = await made.rows(connection, values)
    return [one for subject, digits in rows for one in reader.members(subject, digits, trees)]


class _Reader:
    """Reads trees over the answers to their leaves. Many subjects are alike, so what it finds is kept."""

    def __init__(self, trees: Mapping[UUID, Tree]) -> None:
        self.trees = trees
        self.leaves: tuple[AnyLeaf, ...] = tuple(
            dict.fromkeys(leaf for tree in trees.values() for leaf in leaves_of(tree))
        )
        self._places = {leaf: place for place, leaf in enumerate(self.leaves)}
        self._whys: dict[tuple[UUID, str], Why | None] = {}
        self._masks = {segment: self._mask(tree) for segment, tree in trees.items()}
        self._deeds = sum(1 << place for place, leaf in enumerate(self.leaves) if _is_counted(leaf))

    def guards(self, guard: Mapping[UUID, Collection[UUID]]) -> dict[str, Any]:
        """Of each subject the bits of the leaves that are asked, and whether events are counted for any."""
        bits = [self._bits(segments) for segments in guard.values()]
        width = (len(self.leaves) + 7) // 8
        return {
            "ids": list(guard),
            "guards": [one.to_bytes(width, "little") for one in bits],
            "deeds": [bool(one & self._deeds) for one in bits],
        }

    def members(self, subject_id: UUID, digits: str, segments: Collection[UUID]) -> Iterator[Member]:
        for segment_id in segments:
            if (why := self._why(segment_id, digits)) is not None:
                yield Member(segment_id, subject_id, why)

    def _why(self, segment_id: UUID, digits: str) -> Why | None:
        key = (segment_id, digits)
        if key not in self._whys:
            self._whys[key] = self._read(self.trees[segment_id], digits)
        return self._whys[key]

    def _read(self, tree: Tree, digits: str) -> Why | None:
        def answer(leaf: AnyLeaf) -> bool:
            return digits[self._places[leaf]] == "1"

        if not holds(tree, answer):
            return None
        return [{"path": node.path, "leaf": to_json(node.tree)} for node in evidence(tree, answer)]

    def _mask(self, tree: Tree) -> int:
        return sum(1 << place for place in {self._places[leaf] for leaf in leaves_of(tree)})

    def _bits(self, segments: Collection[UUID]) -> int:
        found = 0
        for segment_id in segments:
            found |= self._masks[segment_id]
        return found


def _is_counted(leaf: AnyLeaf) -> bool:
    return isinstance(leaf, Leaf) and isinstance(leaf.field, Count)
