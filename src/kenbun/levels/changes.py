"""Who moved from one level to another: a row each, written in the transaction that moved the score."""

from collections.abc import Iterable
from dataclasses import dataclass
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
    changes = (
        LevelChange(subject_id, bands.level_of(before), bands.level_of(after), after)
        for subject_id, before, after in moves
        if before != after
    )
    return [change for change in changes if change.from_level != change.to_level]
