"""Who moved from one level to another: a row each, written in the transaction that moved the score."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from kenbun.levels.bands import Bands


@dataclass(frozen=True, slots=True)
class LevelChange:
    subject_id: UUID
    from_level: str
    to_level: str
    score: int


def level_changes(bands: Bands, moves: Iterable[tuple[UUID, int, int]]) -> list[LevelChange]:
    """Of leads or accounts with their score before and after, those whose level changed."""
    # of many who move, the scores are few
    level_of = cache(bands.level_of)
    return [
        LevelChange(subject_id, was, becomes, after)
        for subject_id, before, after in moves
        if before != after and (was := level_of(before)) != (becomes := level_of(after))
    ]
