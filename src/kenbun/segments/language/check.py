"""Conditions of segments: checked when they are saved, and read again as they were."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kenbun.conditions import ConditionError, Tree, nodes_of, parse, to_json
from kenbun.conditions.facts import MemberOf
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.segments.evaluation.surroundings import Kind
from kenbun.segments.language.vocabulary import Vocabulary, as_saved, vocabulary


async def checked_conditions(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    conditions: object,
    segment_id: UUID | None = None,
) -> dict[str, Any]:
    """As they are kept, of the segment with this id. Raises ConditionError by the path from the root of the tree."""
    known = await vocabulary(connection, workspace_id, kind)
    return to_json(checked(conditions, known, segment_id))


def checked(conditions: object, known: Vocabulary, segment_id: UUID | None = None) -> Tree:
    """Raises ConditionError: also where a segment would in the end ask for itself."""
    tree = parse(conditions, allowed=known.allowed, path="")
    if segment_id is not None:
        _refuse_circles(tree, known, public("seg", segment_id))
    return tree


def read_stored(kind: Kind, conditions: object) -> Tree:
    return parse(conditions, allowed=as_saved(kind))


def asked_for(conditions: object) -> frozenset[str]:
    """The ids of the segments that conditions, as they are kept, ask for."""
    if isinstance(conditions, list):
        return frozenset[str]().union(*map(asked_for, conditions))
    if not isinstance(conditions, dict):
        return frozenset()
    named = conditions.get("member_of")
    own = frozenset({named} if isinstance(named, str) else ())
    return own.union(*map(asked_for, conditions.values()))


def _refuse_circles(tree: Tree, known: Vocabulary, itself: str) -> None:
    asks = {public("seg", one.segment_id): asked_for(one.conditions) for one in known.segments}
    for path, node in nodes_of(tree):
        if isinstance(node, MemberOf) and itself in _reached(node.segment, asks):
            name = known.names.get(node.segment, node.segment)
            told = (
                "A segment cannot ask for its own members: leave it out."
                if node.segment == itself
                else f"“{name}” asks for the members of this segment: a circle. Leave it out."
            )
            raise ConditionError(f"{path}.member_of" if path else "member_of", told)


def _reached(segment: str, asks: dict[str, frozenset[str]]) -> set[str]:
    reached, fresh = {segment}, [segment]
    while fresh:
        for other in asks.get(fresh.pop(), frozenset()) - reached:
            reached.add(other)
            fresh.append(other)
    return reached
