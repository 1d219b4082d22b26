"""Which leaf of a segment's conditions an entry or an exit came from."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.conditions import Group, Tree, nodes_of, to_json
from kenbun.segments.evaluation import Why
from kenbun.segments.following.in_force import InForce
from kenbun.segments.following.needs import Keys, needs_of
from kenbun.segments.members.member_queries import BY_HAND


class _Leaf(NamedTuple):
    shown: dict[str, Any]
    needs: Keys


@lru_cache(maxsize=2_000)
def _leaves(tree: Tree) -> tuple[_Leaf, ...]:
    return tuple(
        _Leaf({"path": node.path, "leaf": to_json(node.tree)}, needs_of(node.tree))
        for node in nodes_of(tree)
        if not isinstance(node.tree, Group)
    )


class Because:
    """Answers kept for one look at many: most come in, or go out, for the same reason."""

    def __init__(self, segments: InForce) -> None:
        self._segments = segments
        self._known: dict[tuple[UUID, Keys | None, str], dict[str, Any] | None] = {}

    def leaf(self, segment_id: UUID, changed: Keys | None, why: str) -> dict[str, Any] | None:
        """See `leaf_of`; `why` as JSON."""
        known = (segment_id, changed, why)
        if known not in self._known:
            self._known[known] = leaf_of(self._segments, segment_id, changed, json.loads(why))
        return self._known[known]


def leaf_of(segments: InForce, segment_id: UUID, changed: Keys | None, why: Why) -> dict[str, Any] | None:
    """`why` is what speaks for one who enters, or spoke for one who leaves. Of its leaves the first that looks at what
    has changed; else of all leaves, as what kept one out tells nothing while it does not hold; else the first there is.
    None where people have said it."""
    tree = segments.by_id[segment_id].tree
    if tree is None or BY_HAND in why:
        return None
    speaking = {entry.get("path") for entry in why}
    leaves = _leaves(tree)
    ours = [one for one in leaves if one.shown["path"] in speaking]
    if changed is not None:
        for one in (*ours, *leaves):
            if not one.needs.isdisjoint(changed):
                return one.shown
    return ours[0].shown if ours else next(iter(why), None)
