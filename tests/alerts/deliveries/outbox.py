"""A workspace's outbox with a deliverer at work on it: what is ordered, sent and noted, with a clock to move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.alerts.channels.channels import Channel, get_channel
from kenbun.alerts.channels.drafts import ChannelChange, ChannelDraft
from kenbun.alerts.channels.edit import add_channel, change_channel
from kenbun.alerts.channels.kind import Means
from kenbun.alerts.deliveries import Order, order, replay
from kenbun.alerts.deliveries.deeds import Deed
from kenbun.alerts.deliveries.deliverer import Deliverer
from kenbun.alerts.deliveries.trial import try_channel
from kenbun.alerts.message import EXAMPLE
from kenbun.database import Connection
from kenbun.kit.ids import new_id, public
from kenbun.outgoing import Network, Outgoing, networks
from kenbun.settings import Settings
from tests.world import World

HERE = networks("127.0.0.0/8")

_DELIVERIES = text("SELECT * FROM deliveries WHERE workspace_id = :w ORDER BY delivery_id")
_ATTEMPTS = text("""
    SELECT a.* FROM delivery_attempts a JOIN deliveries d ON d.workspace_id = :w AND d.delivery_id = a.delivery_id
    WHERE a.workspace_id = :w ORDER BY a.delivery_id, a.number
""")


@dataclass
class Outbox:
    """`gone` are firings that no message can be made of any more; `deeds` what was done, `acting` what doing does."""

    world: World
    settings: Settings
    gone: set[UUID] = field(default_factory=set)
    rendered: list[UUID] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    acting: Any = None

    async def channel(self, kind: str = "webhook", name: str = "Hook", **config: Any) -> Channel:
        draft = ChannelDraft.model_validate({"name": name, "kind": kind, "config": config})
        async with self.world.database.transaction() as connection:
            return await add_channel(connection, self.world.caller, draft, HERE, self.world.clock())

    async def order(self, channel: Channel, count: int = 1) -> list[UUID]:
        """For as many firings; answers these."""
        firings = [new_id() for _ in range(count)]
        wanted = [Order("milestone", channel_id=channel.channel_id, firing_id=one) for one in firings]
        await self.order_these(wanted)
        return firings

    async def order_these(self, wanted: Sequence[Order]) -> None:
        async with self.world.database.transaction() as connection:
            await order(connection, self.world.workspace_id, wanted, self.world.clock())

    async def deliveries(self) -> list[Row[Any]]:
        return await self._rows(_DELIVERIES)

    async def only(self) -> Row[Any]:
        (one,) = await self.deliveries()
        return one

    async def attempts(self) -> list[Row[Any]]:
        return await self._rows(_ATTEMPTS)

    async def look_at(self, channel: Channel) -> Channel:
        async with self.world.database.snapshot() as connection:
            return await get_channel(connection, self.world.workspace_id, channel.channel_id)

    async def try_again(self, channel: Channel) -> int:
        async with self.world.database.transaction() as connection:
            place = (connection, self.world.caller, channel.channel_id)
            return await replay.try_again(*place, self.world.clock())

    async def change(self, channel: Channel, **said: Any) -> None:
        change = ChannelChange.model_validate(said)
        async with self.world.database.transaction() as connection:
            place = (connection, self.world.caller, channel.channel_id)
            await change_channel(*place, change, HERE, self.world.clock())

    async def try_it(self, channel: Channel) -> None:
        means = Means(Outgoing(HERE), self.settings, self.world.clock)
        await try_channel(self.world.database, self.world.caller, channel.channel_id, means)
        await means.outgoing.close()

    def deliverer(self, allowed: Sequence[Network] = HERE) -> Deliverer:
        """Another one is another process, as far as the database can tell."""
        means = Means(Outgoing(allowed), self.settings, self.world.clock)
        return Deliverer(self.world.database, means, self.render, self.perform)

    async def deliver(self, allowed: Sequence[Network] = HERE) -> None:
        """All that is due now."""
        deliverer = self.deliverer(allowed)
        await deliverer.drain()
        await deliverer.stop()

    async def deliver_at(self, moment: datetime) -> None:
        self.world.clock.now = moment
        await self.deliver()

    async def _rows(self, statement: Any) -> list[Row[Any]]:
        async with self.world.database.snapshot() as connection:
            return list(await connection.execute(statement, {"w": self.world.workspace_id}))

    async def render(
        self, _connection: Connection, _workspace_id: UUID, firings: Sequence[UUID]
    ) -> Mapping[UUID, Mapping[str, Any]]:
        self.rendered += firings
        return {one: EXAMPLE | {"id": public("fir", one)} for one in firings if one not in self.gone}

    async def perform(self, connection: Connection, _workspace_id: UUID, deed: Deed, _now: datetime) -> str:
        if self.acting:
            await self.acting(connection, deed)
        self.deeds.append(deed)
        return "Done."
