"""Which scores come to another level when bands change: a few ranges, however many leads there are."""

from typing import NamedTuple

from kenbun.levels.bands import Bands

LOWEST, HIGHEST = -(2**63), 2**63 - 1
"""As good as open: scores are 64 bits wide."""


class Range(NamedTuple):
    """Scores from `low` to `high`, both included, with their level before and after."""

    low: int
    high: int
    from_level: str
    to_level: str


def ranges(before: Bands, after: Bands) -> list[Range]:
    """All scores, from the lowest, cut wherever a level begins or ends in either."""
    starts = {LOWEST}
    for band in (*before.bands, *after.bands):
        if band.min is not None:
            starts.add(band.min)
        if band.max is not None:
            starts.add(band.max + 1)
    lows = sorted(starts)
    highs = [low - 1 for low in lows[1:]] + [HIGHEST]
    return [
        Range(low, high, before.level_of(low), after.level_of(low))
        for low, high in zip(lows, highs, strict=True)
    ]


def moved(before: Bands, after: Bands) -> list[Range]:
    return [one for one in ranges(before, after) if one.from_level != one.to_level]
