"""Bands of a score, each with a name. A gap between them is Unclassified."""

from dataclasses import asdict, dataclass
from typing import Any

UNCLASSIFIED = "Unclassified"


@dataclass(frozen=True, slots=True)
class Band:
    """`min` and `max` are inclusive; None leaves that end open."""

    level_id: str
    name: str
    min: int | None
    max: int | None
    color: str

    def holds(self, score: int) -> bool:
        return (self.min is None or self.min <= score) and (self.max is None or score <= self.max)

    def shown(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of one dimension, from the lowest."""

    bands: tuple[Band, ...]

    @classmethod
    def read(cls, document: list[dict[str, Any]]) -> "Bands":
        return cls(tuple(Band(**entry) for entry in document))

    def band_of(self, score: int) -> Band | None:
        return next((band for band in self.bands if band.holds(score)), None)

    def level_of(self, score: int) -> str:
        band = self.band_of(score)
        return band.name if band else UNCLASSIFIED

    def named(self, name: str) -> Band | None:
        return next((band for band in self.bands if band.name.casefold() == name.casefold()), None)

    def next_after(self, score: int) -> Band | None:
        """The lowest band that starts above the score."""
        return min(
            (band for band in self.bands if band.min is not None and band.min > score),
            key=lambda band: band.min or 0,
            default=None,
        )

    def gaps(self) -> list[tuple[int | None, int | None]]:
        """The ranges, ends inclusive, that no band holds."""
        gaps: list[tuple[int | None, int | None]] = []
        low: int | None = None
        for band in self.bands:
            if band.min is not None and (low is None or band.min > low):
                gaps.append((low, band.min - 1))
            if band.max is None:
                return gaps
            low = band.max + 1
        return [*gaps, (low, None)]
