"""Trees read over the answers to their leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.conditions import Count, Leaf, Tree, evidence, holds, leaves_of, to_json
from kenbun.segments.evaluation.surroundings import AnyLeaf

Why = list[dict[str, Any]]
"""`{"path": "all[0].any[1]", "leaf": {…}}` for each leaf that holds, and for each “none of” that does."""


class Member(NamedTuple):
    """`why` is one list for all who are in for the same reasons: not to be changed."""

    segment_id: UUID
    subject_id: UUID
    why: Why


class Reader:
    """Reads trees over the answers to their leaves. Many subjects are alike as far as one tree is concerned, so what it
    finds is kept."""

    def __init__(self, trees: Mapping[UUID, Tree]) -> None:
        self.leaves: tuple[AnyLeaf, ...] = tuple(
            dict.fromkeys(leaf for tree in trees.values() for leaf in leaves_of(tree))
        )
        places = {leaf: place for place, leaf in enumerate(self.leaves)}
        self._readings = {segment: _Reading(tree, places) for segment, tree in trees.items()}
        self._deeds = sum(1 << place for place, leaf in enumerate(self.leaves) if _is_counted(leaf))
        self._asked: dict[frozenset[UUID], Asked] = {}

    def asked(self, segments: Iterable[UUID]) -> Asked:
        """Those of these segments that there are trees of. Many subjects are asked the same."""
        key = frozenset(segments)
        if key not in self._asked:
            self._asked[key] = self._put_together(key)
        return self._asked[key]

    def _put_together(self, segments: frozenset[UUID]) -> Asked:
        readings = [(one, reading) for one, reading in self._readings.items() if one in segments]
        mask = 0
        for _, reading in readings:
            mask |= reading.mask
        width = (len(self.leaves) + 7) // 8
        return Asked(readings, mask.to_bytes(width, "little"), bool(mask & self._deeds))


@dataclass(frozen=True)
class Asked:
    """What is asked of a subject: the bits of the leaves, and whether events are counted for any."""

    readings: list[tuple[UUID, _Reading]]
    bits: bytes
    deeds: bool

    def members(self, subject_id: UUID, digits: str) -> Iterator[Member]:
        for segment_id, reading in self.readings:
            if (why := reading.why(digits)) is not None:
                yield Member(segment_id, subject_id, why)


class _Reading:
    """Of one tree, over the answers to its own leaves."""

    def __init__(self, tree: Tree, places: Mapping[AnyLeaf, int]) -> None:
        self._tree = tree
        own = tuple(dict.fromkeys(leaves_of(tree)))
        self._places = {leaf: place for place, leaf in enumerate(own)}
        self._answers = itemgetter(*(places[leaf] for leaf in own))
        self._whys: dict[Any, Why | None] = {}
        self.mask = sum(1 << places[leaf] for leaf in own)

    def why(self, digits: str) -> Why | None:
        answers = self._answers(digits)
        if answers not in self._whys:
            self._whys[answers] = self._read(answers)
        return self._whys[answers]

    def _read(self, answers: Sequence[str]) -> Why | None:
        def answer(leaf: AnyLeaf) -> bool:
            return answers[self._places[leaf]] == "1"

        if not holds(self._tree, answer):
            return None
        return [{"path": node.path, "leaf": to_json(node.tree)} for node in evidence(self._tree, answer)]


def _is_counted(leaf: AnyLeaf) -> bool:
    return isinstance(leaf, Leaf) and isinstance(leaf.field, Count)
