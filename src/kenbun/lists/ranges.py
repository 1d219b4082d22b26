"""Levels and bounds as ranges of a score: what filters by score come down to."""

from __future__ import annotations

from collections.abc import Sequence

from kenbun.kit.errors import Invalid
from kenbun.levels.bands import UNCLASSIFIED, Bands

ScoreRange = tuple[int | None, int | None]
"""Inclusive ends; None is open."""

LARGEST = 2**62
"""So far a bound may go."""


def ranges_of(
    bands: Bands, names: Sequence[str], whole: ScoreRange, place: str
) -> tuple[ScoreRange, ...] | None:
    """The scores wanted, of which any will do; None for all. `place` is the filter that names levels."""
    if not names:
        return None if whole == (None, None) else (whole,)
    wanted: list[ScoreRange] = []
    for name in names:
        band = bands.named(name)
        if band is None and name != UNCLASSIFIED:
            raise Invalid(f"There is no level “{name[:100]}”.", field=place)
        wanted += [(band.min, band.max)] if band else bands.gaps()
    return tuple((_higher(low, whole[0]), _lower(high, whole[1])) for low, high in wanted)


def _higher(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else max(one, other)


def _lower(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else min(one, other)


def in_words(low: int | None, high: int | None) -> str:
    if high is None:
        return f"{low:,} and up"
    return f"up to {high:,}" if low is None else f"{low:,} to {high:,}"
