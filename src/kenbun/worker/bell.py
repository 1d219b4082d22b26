"""Who is woken by what: each loop has an event of its own, and waits for several words."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable


class Bell:
    def __init__(self) -> None:
        self._sleepers: defaultdict[str, list[asyncio.Event]] = defaultdict(list)

    def sleeper(self, words: Iterable[str]) -> asyncio.Event:
        """Is set by each of these words."""
        event = asyncio.Event()
        for word in words:
            self._sleepers[word].append(event)
        return event

    def ring(self, word: str) -> None:
        for event in self._sleepers[word]:
            event.set()
