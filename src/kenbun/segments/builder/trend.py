"""How many were in a segment at the end of each of the last days, as a line to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DAYS = 30
_WIDTH, _HEIGHT = 80, 20


@dataclass(frozen=True, slots=True)
class Trend:
    """The size at the end of each day, the last of them now."""

    sizes: tuple[int, ...]

    @classmethod
    def of(cls, now: int, balances: Sequence[int]) -> Trend:
        """`balances`: how many more came in than left, on each day, the first of them the earliest."""
        sizes = [now]
        for balance in reversed(balances):
            sizes.append(sizes[-1] - balance)
        return cls(tuple(reversed(sizes)))

    @property
    def first(self) -> int:
        return self.sizes[0]

    @property
    def last(self) -> int:
        return self.sizes[-1]

    @property
    def change(self) -> int:
        return self.last - self.first

    @property
    def moved(self) -> bool:
        return len(set(self.sizes)) > 1

    @property
    def points(self) -> list[tuple[float, float]]:
        """The highest at the top; as wide as the picture."""
        low, high = min(self.sizes), max(self.sizes)
        step = _WIDTH / (len(self.sizes) - 1)
        return [
            (round(place * step, 1), round(_HEIGHT * (high - size) / ((high - low) or 1), 1))
            for place, size in enumerate(self.sizes)
        ]
