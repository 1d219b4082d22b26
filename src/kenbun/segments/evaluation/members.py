"""Whom trees hold of, and by which leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.conditions import Tree, leaves_of
from kenbun.conditions.nodes import values_in
from kenbun.database import Connection
from kenbun.segments.evaluation.reading import Asked, Member, Reader
from kenbun.segments.evaluation.statement_queries import (
    answers_behind_guards,
    answers_then,
    answers_where_any_holds,
)
from kenbun.segments.evaluation.surroundings import AnyLeaf, Kind, look_around, score_of
from kenbun.segments.evaluation.then_queries import Pair, scores_then

# A statement has at most 1,664 columns, of which each leaf is one, and 65,535 parameters, of which each value is one.
_MOST = 1_000
_VALUES_A_LEAF = 20
# So many at once are looked up one by one in well under a second.
_MOST_PAIRS = 5_000
_ONE = UUID(int=0)


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
    for some in portions(trees):
        found += await _ask(connection, workspace_id, kind, some, now, zone, subjects, guard)
    return found


async def holding_then(
    connection: Connection, workspace_id: UUID, kind: Kind, tree: Tree, pairs: Sequence[Pair], zone: str
) -> set[Pair]:
    """Of subjects at times, those of which the conditions held then, as far as is on record how they were; bands, roles
    in committees, watch lists and filters are those of now."""
    reader = Reader({_ONE: tree})
    around = await look_around(connection, workspace_id, kind, reader.leaves, zone)
    engagements, others = await _scores(connection, workspace_id, kind, reader.leaves, pairs)
    asked, found = reader.asked([_ONE]), set()
    for start in range(0, len(pairs), _MOST_PAIRS):
        part = slice(start, start + _MOST_PAIRS)
        some = pairs[part]
        values = {
            "ids": [one.subject_id for one in some],
            "ats": [one.at for one in some],
            "engagements": engagements[part],
            "others": others[part],
        }
        rows = await answers_then(reader.leaves, around).rows(
            connection, {"workspace_id": workspace_id, **values}
        )
        found |= {some[place - 1] for place, digits in rows if any(asked.members(_ONE, digits))}
    return found


async def _scores(
    connection: Connection, workspace_id: UUID, kind: Kind, leaves: Collection[AnyLeaf], pairs: Sequence[Pair]
) -> tuple[list[int | None], list[int | None]]:
    """Of engagement, and of the other one of such subjects, where any of the leaves looks at it."""
    looks_at = {name for leaf in leaves if (name := score_of(leaf))}
    other = "profile" if kind == "lead" else "account"
    moving = {"engagement": "account_engagement" if kind == "account" else "engagement", other: other}
    then: dict[str, list[int | None]] = {
        name: await scores_then(connection, workspace_id, dimension, pairs)
        if name in looks_at
        else [None] * len(pairs)
        for name, dimension in moving.items()
    }
    return then["engagement"], then[other]


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
    guard: Mapping[UUID, Collection[UUID]] | None,
) -> list[Member]:
    reader = Reader(trees)
    around = await look_around(connection, workspace_id, kind, reader.leaves, zone)
    values: dict[str, Any] = {"workspace_id": workspace_id, "now": now}
    if guard is not None:
        asked = {one: some for one, segments in guard.items() if (some := reader.asked(segments)).readings}
        if not asked:
            return []
        made = answers_behind_guards(reader.leaves, around)
        rows = await made.rows(connection, values | _guards(asked))
        return [one for subject, digits in rows for one in asked[subject].members(subject, digits)]
    if subjects is not None:
        values["ids"] = list(subjects)
    whole = tuple(trees.values())
    made = answers_where_any_holds(reader.leaves, whole, around, some=subjects is not None)
    rows = await made.rows(connection, values)
    everything = reader.asked(trees.keys())
    return [one for subject, digits in rows for one in everything.members(subject, digits)]


def _guards(asked: Mapping[UUID, Asked]) -> dict[str, Any]:
    return {
        "ids": list(asked),
        "guards": [one.bits for one in asked.values()],
        "deeds": [one.deeds for one in asked.values()],
    }
