"""One channel's deliveries, some at a time: how the last ones went is noted in the transaction that takes the next."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.alerts.channels.channels import Channel, find_channel
from kenbun.alerts.channels.kind import Means
from kenbun.alerts.deliveries.claim import Claimed, Render, claim
from kenbun.alerts.deliveries.claim_queries import any_due
from kenbun.alerts.deliveries.pace import Pace
from kenbun.alerts.deliveries.sending import attempt
from kenbun.alerts.deliveries.settle import Tried, settle
from kenbun.database import Database

# Of a destination that answers quickly so many are claimed beyond those under way: far fewer than it takes within
# the time of a claim.
_STOCK = 64
_QUICK = timedelta(seconds=1)
_GATHERED_FOR = 0.02


@dataclass(slots=True)
class Desk:
    """What all lanes share. `turns` keeps them from taking all connections to the database."""

    database: Database
    means: Means
    render: Render
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    closing: bool = False
    _paces: dict[UUID, tuple[float | None, Pace]] = field(default_factory=dict)

    def pace_of(self, channel: Channel) -> Pace:
        """The same from lane to lane, until the channel is given another."""
        per_second = channel.kept.config.get("per_second") or channel.kind.per_second
        known, pace = self._paces.get(channel.channel_id, (None, None))
        if pace is None or known != per_second:
            pace = Pace(per_second)
            self._paces[channel.channel_id] = (per_second, pace)
        return pace


class Lane:
    """Runs until nothing is due."""

    def __init__(self, desk: Desk, workspace_id: UUID, channel_id: UUID) -> None:
        self._desk = desk
        self._workspace_id = workspace_id
        self._channel_id = channel_id
        self._under_way: set[asyncio.Task[Tried]] = set()
        self._slots: asyncio.Semaphore | None = None
        self._is_quick = False
        self._has_room = True
        self._called = asyncio.Event()

    def call(self) -> None:
        """Something has come while it runs: taken at once, where there is room beside what is under way."""
        if self._has_room:
            self._called.set()

    async def run(self) -> None:
        done: list[Tried] = []
        try:
            while True:
                self._called.clear()
                wait = await self._step(done)
                done = []
                if self._under_way:
                    done = await self._some_done(wait or None)
                elif wait:
                    await asyncio.sleep(wait)
                elif not self._called.is_set():
                    return
        finally:
            for task in self._under_way:
                task.cancel()

    async def _some_done(self, at_most: float | None) -> list[Tried]:
        """Those that have ended, with what ends right after them: noted together, each costs a fraction. None where
        something has come, or after so many seconds."""
        called = asyncio.create_task(self._called.wait())
        ending = {*self._under_way, called}
        try:
            await asyncio.wait(ending, timeout=at_most, return_when=asyncio.FIRST_COMPLETED)
        finally:
            called.cancel()
        if not any(task.done() for task in self._under_way):
            return []
        if len(self._under_way) > 1:
            await asyncio.sleep(_GATHERED_FOR)
        finished = {task for task in self._under_way if task.done()}
        self._under_way -= finished
        done = [task.result() for task in finished]
        self._is_quick = all(one.took < _QUICK for one in done)
        return done

    async def _step(self, done: list[Tried]) -> float:
        """Seconds until the channel's pace lets more go; 0 where nothing is left to take."""
        desk, place = self._desk, (self._workspace_id, self._channel_id)
        async with desk.turns, desk.database.transaction() as connection:
            now = desk.means.clock()
            channel = await find_channel(connection, *place)
            await settle(connection, self._workspace_id, done, now, channel)
            if any(not one.outcome.arrived for one in done):
                channel = await find_channel(connection, *place)
            if channel is None or desk.closing or not _listens(channel, now):
                return 0
            pace = desk.pace_of(channel)
            # nothing arrives there: one at a time asks whether that has changed
            most = 1 if channel.failing_since else channel.kind.at_once + (_STOCK if self._is_quick else 0)
            free = max(0, most - len(self._under_way))
            room = pace.take(free)
            if free and not room:
                return pace.wait() if await any_due(connection, *place, now) else 0
            claimed = await claim(connection, *place, room, now, desk.render) if room else []
            pace.give_back(room - len(claimed))
            self._has_room = free > len(claimed)
        for one in claimed:
            self._under_way.add(asyncio.create_task(self._send(channel, one)))
        return 0

    async def _send(self, channel: Channel, one: Claimed) -> Tried:
        self._slots = self._slots or asyncio.Semaphore(channel.kind.at_once)
        async with self._slots:
            return await attempt(channel, one, self._desk.means)


def _listens(channel: Channel, now: datetime) -> bool:
    return channel.active and not channel.rests(now)
