"""Scores before and after, told as people ask for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kenbun.levels.bands import Bands
from kenbun.scoring.bulk.facts import Ids

MOST_MOVERS = 10


@dataclass(frozen=True, slots=True)
class LevelMove:
    from_level: str
    to_level: str
    count: int


@dataclass(frozen=True, slots=True)
class Mover:
    subject_id: UUID
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`affected` have another score; `average_change` is theirs, in points, 0 where there are none."""

    subjects: int
    affected: int
    up: int
    down: int
    average_change: float
    # of those whose level changes
    level_moves: tuple[LevelMove, ...]
    # the biggest changes first
    movers: tuple[Mover, ...]
    # all that move, with their scores after; none: nobody
    _moved: tuple[Ids, NDArray[np.int64], NDArray[np.int64]] | None = field(
        default=None, repr=False, compare=False
    )

    def moved(self) -> tuple[list[UUID], list[int]]:
        """Whose score becomes another, and which."""
        if self._moved is None:
            return [], []
        ids, places, after = self._moved
        return [ids[place] for place in places.tolist()], after[places].tolist()

    @property
    def unchanged(self) -> int:
        return self.subjects - self.affected


def tell(ids: Ids, before: NDArray[np.int64], after: NDArray[np.int64], bands: Bands) -> Outcome:
    """Of three columns of one length. Without bands no level moves."""
    change = after - before
    moved = np.flatnonzero(change)
    # of equal changes those of the highest scores, then in the order given
    order = moved[np.lexsort((-after[moved], -np.abs(change[moved])))][:MOST_MOVERS]
    return Outcome(
        subjects=len(ids),
        affected=len(moved),
        up=int(np.count_nonzero(change > 0)),
        down=int(np.count_nonzero(change < 0)),
        average_change=float(change[moved].mean()) if len(moved) else 0.0,
        level_moves=_level_moves(before, after, bands),
        movers=tuple(Mover(ids[int(place)], int(before[place]), int(after[place])) for place in order),
        _moved=(ids, moved, after),
    )


def _level_moves(before: NDArray[np.int64], after: NDArray[np.int64], bands: Bands) -> tuple[LevelMove, ...]:
    names = [band.name for band in bands.bands]
    counts: dict[tuple[str, str], int] = {}
    pairs, times = np.unique(np.stack([before, after]), axis=1, return_counts=True)
    for one, other, count in zip(*pairs.tolist(), times.tolist(), strict=True):
        move = (bands.level_of(one), bands.level_of(other))
        if move[0] != move[1]:
            counts[move] = counts.get(move, 0) + count
    # as the bands stand, what is in none of them last
    place = {name: number for number, name in enumerate(names)}
    last = len(names)
    ordered = sorted(counts, key=lambda move: (place.get(move[0], last), place.get(move[1], last)))
    return tuple(LevelMove(*move, counts[move]) for move in ordered)
