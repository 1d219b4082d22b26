"""Delivers what waits: a lane for each channel that has something to be sent, one for the acts of each workspace, and
one for its letters."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import structlog

from kenbun.alerts.channels.kind import Means
from kenbun.alerts.deliveries import claim_queries as queries
from kenbun.alerts.deliveries.claim import Render
from kenbun.alerts.deliveries.deeds import Perform, do_waiting
from kenbun.alerts.deliveries.lane import Desk, Lane
from kenbun.alerts.deliveries.letters import send_letters
from kenbun.database import Database

log = structlog.get_logger()

# A destination that does not answer keeps its own lane for ten seconds at a time; so there are more than a few.
_MOST_LANES = 100
# What is under way when we stop may take so long to end; what does not is sent again.
_GRACE = 2.0
_BREATH_AFTER_ERROR = 1.0

Destination = tuple[UUID, UUID | queries.Within]


class Deliverer:
    """`ended` is called when a destination has nothing more to be sent for now."""

    def __init__(
        self,
        database: Database,
        means: Means,
        render: Render,
        perform: Perform,
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._desk = Desk(database, means, render)
        self._perform = perform
        self._ended = ended
        self._lanes: dict[Destination, Lane | None] = {}
        self._tasks: dict[Destination, asyncio.Task[None]] = {}

    async def round(self) -> float | None:
        """Starts what is due, and answers before it is done: after how many seconds something else will be."""
        now = self._desk.means.clock()
        async with self._desk.database.snapshot() as connection:
            due = await queries.due(connection, now)
            next_at = await queries.next_due(connection, now)
        for destination in due:
            if destination in self._tasks:
                if lane := self._lanes[destination]:
                    lane.call()
            elif len(self._tasks) < _MOST_LANES:
                self._begin(destination)
        return None if next_at is None else (next_at - now).total_seconds()

    async def drain(self) -> None:
        """Until nothing is due, and nothing is under way."""
        while True:
            await self.round()
            if not self._tasks:
                return
            await asyncio.wait(self._tasks.values())

    async def stop(self) -> None:
        self._desk.closing = True
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=_GRACE)
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await self._desk.means.outgoing.close()

    def _begin(self, destination: Destination) -> None:
        workspace_id, where = destination
        lane = None
        if where == "acts":
            work = self._do_acts(workspace_id)
        elif where == "letters":
            work = send_letters(self._desk.database, self._desk.means, workspace_id)
        else:
            lane = Lane(self._desk, workspace_id, where)
            work = lane.run()
        self._lanes[destination] = lane
        self._tasks[destination] = asyncio.create_task(self._run(destination, work))

    async def _run(self, destination: Destination, work: Coroutine[Any, Any, None]) -> None:
        """What goes wrong in a lane ends it alone: the next round begins it anew."""
        try:
            await work
        except Exception:
            log.exception("deliveries.lane_failed", channel=str(destination[1]))
            await asyncio.sleep(_BREATH_AFTER_ERROR)
        finally:
            del self._lanes[destination], self._tasks[destination]
            self._ended()

    async def _do_acts(self, workspace_id: UUID) -> None:
        means = self._desk.means
        await do_waiting(self._desk.database, workspace_id, self._perform, means.clock)
