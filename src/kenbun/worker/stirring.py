"""In which workspaces something has happened since a loop's last round."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.database import Database

# Shorter than the longest pause of a loop that asks: each round that nobody has asked for looks at all.
_ALL_EVERY = 11.0


@dataclass(slots=True)
class _Round:
    """When something had happened in each workspace by the last round, and when all were looked at."""

    ticked: dict[UUID, datetime] = field(default_factory=dict)
    of_all: float = float("-inf")


class Stirring:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._rounds: dict[str, _Round] = {}

    async def since_last(self, loop: str) -> set[UUID]:
        """Now and then all, as time passes. Of a thousand that are quiet none costs a statement."""
        round_of = self._rounds.setdefault(loop, _Round())
        async with self._database.snapshot() as connection:
            ticked = await ticks.everywhere(connection)
        stirred = {one for one, at in ticked.items() if round_of.ticked.get(one) != at}
        round_of.ticked = ticked
        if time.monotonic() - round_of.of_all < _ALL_EVERY:
            return stirred
        round_of.of_all = time.monotonic()
        return set(ticked)

    def forget(self, loop: str) -> None:
        """Its next round looks at all."""
        self._rounds.pop(loop, None)
