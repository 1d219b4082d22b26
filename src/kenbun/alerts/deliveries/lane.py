"""One channel's deliveries, some at a time: how the last ones went is noted in the transaction that takes the next."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kenbun.alerts.channels.channels import Channel, find_channel
from kenbun.alerts.channels.kind import Means
from kenbun.alerts.deliveries.claim import Render, claim
from kenbun.alerts.deliveries.claim_queries import any_due
from kenbun.alerts.deliveries.pace import Pace
from kenbun.alerts.deliveries.sending import attempt
from kenbun.alerts.deliveries.settle import Tried, settle
from kenbun.database import Database


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
    """Runs until nothing is due. `again` is set from outside where something came while it ran."""

    def __init__(self, desk: Desk, workspace_id: UUID, channel_id: UUID) -> None:
        self._desk = desk
        self._workspace_id = workspace_id
        self._channel_id = channel_id
        self._under_way: set[asyncio.Task[Tried]] = set()
        self.again = False

    async def run(self) -> None:
        done: list[Tried] = []
        try:
            while True:
                self.again = False
                wait = await self._step(done)
                done = []
                if self._under_way:
                    finished, self._under_way = await asyncio.wait(
                        self._under_way, return_when=asyncio.FIRST_COMPLETED
                    )
                    done = [task.result() for task in finished]
                elif wait:
                    await asyncio.sleep(wait)
                elif not self.again:
                    return
        finally:
            for task in self._under_way:
                task.cancel()

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
            at_once = 1 if channel.failing_since else channel.kind.at_once
            free = max(0, at_once - len(self._under_way))
            room = pace.take(free)
            if free and not room:
                return pace.wait() if await any_due(connection, *place, now) else 0
            claimed = await claim(connection, *place, room, now, desk.render) if room else []
            pace.give_back(room - len(claimed))
        for one in claimed:
            self._under_way.add(asyncio.create_task(attempt(channel, one, desk.means)))
        return 0


def _listens(channel: Channel, now: datetime) -> bool:
    return channel.active and (channel.resting_until is None or channel.resting_until <= now)
