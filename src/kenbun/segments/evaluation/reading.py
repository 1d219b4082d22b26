"""Trees read over the answers to their leaves, of all subjects at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from kenbun.conditions import Count, Leaf, Tree, evidence, holds, leaves_of, to_json
from kenbun.segments.evaluation.grid import Cells, Grid
from kenbun.segments.evaluation.reasons import Reason
from kenbun.segments.evaluation.surroundings import AnyLeaf

_KEPT = 2_000
_MOST_PATTERNS = 4_096
_WORD = 8
_NOBODY = np.zeros(0, np.intp)


class Reader:
    """Of some trees, each by the id of its segment."""

    def __init__(self, trees: Mapping[Any, Tree]) -> None:
        self.leaves: tuple[AnyLeaf, ...] = tuple(
            dict.fromkeys(leaf for tree in trees.values() for leaf in leaves_of(tree))
        )
        self._places = {leaf: place for place, leaf in enumerate(self.leaves)}
        self._readings = {one: reading_of(tree) for one, tree in trees.items()}
        self._deeds = sum(1 << place for place, leaf in enumerate(self.leaves) if _is_counted(leaf))

    def guard(self, segments: Iterable[Any]) -> tuple[bytes, bool]:
        """A bit for each leaf that these look at; and whether any of these counts events."""
        mask = 0
        for one in segments:
            for leaf in self._readings[one].leaves if one in self._readings else ():
                mask |= 1 << self._places[leaf]
        return mask.to_bytes((len(self.leaves) + 7) // 8, "little"), bool(mask & self._deeds)

    def read(self, grid: Grid, rows: Cells, letters: Sequence[str]) -> None:
        """Writes into the grid who is in and why. `letters` are the answers of the subjects of these rows: t or f for
        each leaf."""
        width = len(self.leaves)
        answers = np.frombuffer("".join(letters).encode(), np.uint8).reshape(len(letters), width) == ord("t")
        for segment, reading in self._readings.items():
            column = grid.column_of.get(segment)
            asked = np.flatnonzero(grid.asked[rows, column]) if column is not None else _NOBODY
            if not asked.size:
                continue
            own = np.array([self._places[leaf] for leaf in reading.leaves])
            patterns, which = _patterns(answers[np.ix_(asked, own)])
            reasons = [grid.place_of(reading.why(pattern)) for pattern in patterns]
            grid.places[rows[asked], column] = np.array(reasons, np.int32)[which]


class _Reading:
    """Of one tree, over the answers to its own leaves. Many subjects are alike as far as one tree is concerned, so what
    it finds is kept."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.leaves: tuple[AnyLeaf, ...] = tuple(dict.fromkeys(leaves_of(tree)))
        self._places = {leaf: place for place, leaf in enumerate(self.leaves)}
        self._known: dict[bytes, Reason | None] = {}

    def why(self, pattern: bytes) -> Reason | None:
        """None where it does not hold. Of the pattern, a bit is the answer to a leaf."""
        if pattern not in self._known:
            if len(self._known) >= _MOST_PATTERNS:
                self._known.clear()
            self._known[pattern] = self._read(np.unpackbits(np.frombuffer(pattern, np.uint8)))
        return self._known[pattern]

    def _read(self, answers: Cells) -> Reason | None:
        def answer(leaf: AnyLeaf) -> bool:
            return bool(answers[self._places[leaf]])

        if not holds(self._tree, answer):
            return None
        return Reason.of(
            [{"path": node.path, "leaf": to_json(node.tree)} for node in evidence(self._tree, answer)]
        )


def holds_by(tree: Tree, letters: str) -> bool:
    """`letters` are the answers to its leaves, each once, in the order in which it names them: t or f."""
    answers = np.frombuffer(letters.encode(), np.uint8) == ord("t")
    return reading_of(tree).why(np.packbits(answers).tobytes()) is not None


@lru_cache(_KEPT)
def reading_of(tree: Tree) -> _Reading:
    return _Reading(tree)


def _patterns(answers: Cells) -> tuple[list[bytes], Cells]:
    """The different rows of answers, packed, and which of them each row is. As numbers where they are short enough:
    these are put in order several times as fast."""
    packed = np.packbits(answers, axis=1)
    width = packed.shape[1]
    if width <= _WORD:
        wide = np.zeros((len(packed), _WORD), np.uint8)
        wide[:, :width] = packed
        found, which = np.unique(wide.view(np.uint64).ravel(), return_inverse=True)
        width = _WORD
    else:
        found, which = np.unique(packed.view(f"S{width}").ravel(), return_inverse=True)
    raw = found.tobytes()
    return [raw[at : at + width] for at in range(0, len(raw), width)], which


def _is_counted(leaf: AnyLeaf) -> bool:
    return isinstance(leaf, Leaf) and isinstance(leaf.field, Count)
