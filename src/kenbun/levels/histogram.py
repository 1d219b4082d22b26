"""How leads or accounts lie over the scores: as bars to draw bands over."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kenbun.database import Connection
from kenbun.levels import histogram_queries as queries
from kenbun.levels.bands import Bands
from kenbun.levels.dimensions import Dimension

_BARS = 50
_NICE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """Scores from `low` up to `high`, both included; the last bar takes all that lie further up."""

    low: int
    high: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    width: int
    bars: list[Bar]

    @property
    def start(self) -> int:
        return self.bars[0].low

    @property
    def end(self) -> int:
        """Where the drawing ends: one beyond the last bar's scores, as if it were as wide as the others."""
        return self.bars[-1].low + self.width

    @property
    def highest(self) -> int:
        return max(bar.count for bar in self.bars)


async def histogram(
    connection: Connection, workspace_id: UUID, dimension: Dimension, bands: Bands
) -> Histogram:
    """Wide enough for the ends of all bands and for 99 of 100 scores."""
    lowest, high = await queries.extent(connection, workspace_id, dimension)
    ends = [end for band in bands.bands for end in (band.min, band.max) if end is not None]
    # a band that is open above shows a little of itself
    top = max([high, *ends, 10])
    top += max(1, (top - min(0, lowest)) // 10) if top in ends else 0
    bottom = min([0, lowest, *ends])
    width = _width(top - bottom + 1)
    first, last = bottom // width, top // width
    counts = await queries.counts(connection, workspace_id, dimension, width, first, last)
    return Histogram(
        width,
        [
            Bar(place * width, None if place == last else place * width + width - 1, counts.get(place, 0))
            for place in range(first, last + 1)
        ],
    )


def _width(span: int) -> int:
    """The least of 1, 2, 5, 10, 20, 50, … of which at most 50 cover the span."""
    power = 1
    while True:
        for step in _NICE:
            if step * power * _BARS >= span:
                return step * power
        power *= 10
