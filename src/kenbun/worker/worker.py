"""The loops of a process, from its start to its stop."""

from __future__ import annotations

import asyncio
from uuid import UUID

from kenbun.alerts.channels.kind import Means
from kenbun.database import Database
from kenbun.database.hearing import WORDS, Hearing
from kenbun.kit.clock import Clock
from kenbun.outgoing import Outgoing, networks
from kenbun.settings import Settings
from kenbun.worker import loops
from kenbun.worker.bell import Bell
from kenbun.worker.going_round import go_round
from kenbun.worker.loops import Loop
from kenbun.worker.rounds import Rounds

# As often looks by itself who would be told, where words do not arrive.
_UNHEARD_EVERY = 1.0


class Worker:
    """Loops that go on until `stop`. Whoever leaves something to do wakes the one that does it; what transactions tell
    (`database/hearing.py`) is heard of any process."""

    def __init__(self, database: Database, clock: Clock, settings: Settings | None = None) -> None:
        given = settings or Settings()
        self.means = Means(Outgoing(networks(given.deliver_to)), given, clock)
        self._clock = clock
        self._bell = Bell()
        self._hearing = Hearing(database, self._bell.ring)
        self._rounds = Rounds(database, clock, settings, self.means, self._bell)
        self._tasks: list[asyncio.Task[None]] = []
        # not to be seen from a task: until Python 3.13 it counts as being cancelled once a TaskGroup in it has failed
        self._is_over = False

    def wake(self, workspace_id: UUID) -> None:
        """Something new is in this workspace's inbox."""
        self._rounds.waiting.add(workspace_id)
        self._bell.ring("events")

    def wake_builder(self) -> None:
        """A version has been opened, or settings are to be followed."""
        self._bell.ring("versions")

    def wake_mapper(self) -> None:
        """A mapping is to be applied to what is stored, or a field's values are to be removed."""
        self._bell.ring("mappings")

    def wake_filters(self) -> None:
        """Filters are to be applied to history."""
        self._bell.ring("filters")

    def wake_importer(self) -> None:
        """A file is to be taken in, or taken back."""
        self._bell.ring("files")

    def wake_acts(self) -> None:
        """Something is to be done with many leads."""
        self._bell.ring("acts")

    def wake_detector(self) -> None:
        """Committees are to follow other roles."""
        self._rounds.detect_everywhere()

    def wake_deleter(self) -> None:
        """Events are to be deleted."""
        self._bell.ring("deletions")

    def wake_segments(self) -> None:
        """A segment is to be worked out from scratch."""
        self._bell.ring("segments")

    def wake_deliverer(self) -> None:
        """Something is to be delivered."""
        self._bell.ring("deliveries")

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._go_round(loop)) for loop in loops.LOOPS]
        self._tasks.append(asyncio.create_task(self._hearing.listen()))

    async def stop(self) -> None:
        """Whatever is cut off is rolled back and taken up by the next start."""
        self._is_over = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._rounds.deliverer.stop()

    async def _go_round(self, loop: Loop) -> None:
        is_told = not set(WORDS).isdisjoint(loop.woken_by)

        def at_most() -> float:
            return loop.every if self._hearing.works or not is_told else max(loop.rests, _UNHEARD_EVERY)

        wake = self._bell.sleeper(loop.woken_by)
        await go_round(
            *(loop.name, lambda: loop.round(self._rounds), wake, self._clock, loop.rests, at_most),
            is_over=lambda: self._is_over,
        )
