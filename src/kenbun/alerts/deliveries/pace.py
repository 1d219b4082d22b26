"""At most so many a second, of one channel in one process."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """What was not used within a second is lost; none at all (`per_second` is None) means no bound."""

    def __init__(self, per_second: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._clock = clock
        self._room = max(per_second or 0.0, 1.0)
        self._seen = clock()

    def take(self, most: int) -> int:
        """So many may go now, up to `most`."""
        if self._per_second is None:
            return most
        self._refill(self._per_second)
        taken = min(most, int(self._room))
        self._room -= taken
        return taken

    def give_back(self, count: int) -> None:
        """They were not used."""
        self._room += count

    def wait(self) -> float:
        """Seconds until one may go."""
        if self._per_second is None:
            return 0.0
        self._refill(self._per_second)
        return max(0.0, (1.0 - self._room) / self._per_second)

    def _refill(self, per_second: float) -> None:
        now = self._clock()
        self._room = min(max(per_second, 1.0), self._room + (now - self._seen) * per_second)
        self._seen = now
