"""The scores of many over days, from the changes of each: sums and levels move by what changed, day after day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Move(NamedTuple):
    """On the day at this `place` (0 is all that was before the first one ended): so many came from a level to another,
    from none where they were new, and their scores rose by so much in all."""

    place: int
    from_level: str | None
    to_level: str
    members: int
    rise: int


@dataclass(frozen=True, slots=True)
class Course:
    """As each day ended; the average of nobody is None."""

    averages: Sequence[float | None]
    levels: Sequence[Mapping[str, int]]


def course_of(moves: Iterable[Move], days: int) -> Course:
    by_day: list[list[Move]] = [[] for _ in range(days)]
    for move in moves:
        by_day[move.place].append(move)
    total, levels = 0, Counter[str]()
    averages: list[float | None] = []
    mixes: list[Mapping[str, int]] = []
    for some in by_day:
        for move in some:
            total += move.rise
            levels[move.to_level] += move.members
            if move.from_level is not None:
                levels[move.from_level] -= move.members
        known = levels.total()
        averages.append(round(total / known, 1) if known else None)
        mixes.append({name: count for name, count in levels.items() if count})
    return Course(averages, mixes)
