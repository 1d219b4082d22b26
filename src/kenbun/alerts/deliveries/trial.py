"""Trying a channel: a message that says so goes there at once, once, and how it went is answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.alerts.channels.channels import Channel, find_channel, get_channel
from kenbun.alerts.channels.kind import Means
from kenbun.alerts.deliveries.claim import TEST, claim_these
from kenbun.alerts.deliveries.order import Order, order
from kenbun.alerts.deliveries.sending import attempt
from kenbun.alerts.deliveries.settle import settle
from kenbun.alerts.message import EXAMPLE
from kenbun.database import Database
from kenbun.kit.ids import new_id, public


@dataclass(frozen=True, slots=True)
class OfTrigger:
    """The trigger in whose name a channel is tried; the audit log is then its caller's."""

    trigger_id: UUID
    name: str
    waits_for: str


async def try_channel(
    database: Database, caller: Caller, channel_id: UUID, means: Means, trigger: OfTrigger | None = None
) -> list[UUID]:
    """The deliveries made: one, or one for each person. Whether the channel is on does not matter. Raises NotFound."""
    workspace_id = caller.workspace_id
    async with database.transaction() as connection:
        now = means.clock()
        channel = await get_channel(connection, workspace_id, channel_id)
        wanted = [Order(TEST, channel_id=channel_id, body=_message(caller, channel, means, trigger))]
        ordered = await order(connection, workspace_id, wanted, now)
        claimed = await claim_these(connection, workspace_id, ordered, now)
        if trigger is None:
            subject = ("channel", public("chn", channel_id))
            await audit.record(connection, caller, "channel.test", subject, now=now)
    tried = await asyncio.gather(*(attempt(channel, one, means) for one in claimed))
    async with database.transaction() as connection:
        there = await find_channel(connection, workspace_id, channel_id)
        await settle(connection, workspace_id, tried, means.clock(), there)
    return ordered


def _message(caller: Caller, channel: Channel, means: Means, trigger: OfTrigger | None) -> dict[str, Any]:
    of, words = public("chn", channel.channel_id), f"{caller.name} tries the channel {channel.name}"
    name = channel.name
    if trigger is not None:
        of, name = public("trg", trigger.trigger_id), trigger.name
        words = f"{caller.name} tries the trigger {name}, which waits for this: {trigger.waits_for}"
    lead = EXAMPLE["lead"] | {"url": means.settings.address, "why": "This is how alerts will look."}
    workspace_id = public("ws", caller.workspace_id)
    return EXAMPLE | {
        "id": f"tst_{new_id().hex}",
        "type": TEST,
        "at": means.clock().isoformat(),
        "workspace": {"id": workspace_id, "name": caller.workspace_name or "kenbun"},
        "trigger": {"id": of, "name": f"Test of {name}", "kind": TEST},
        "lead": lead,
        "cause": {"words": f"{words}. Nothing has happened."},
    }
