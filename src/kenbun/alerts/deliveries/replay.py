"""Sending again: one delivery, a range, or all that a channel missed while nothing arrived there."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.alerts.channels.channels import Channel, get_channel
from kenbun.alerts.channels.drafts import ChannelChange
from kenbun.alerts.channels.edit import change_channel
from kenbun.alerts.deliveries import replay_queries as queries
from kenbun.alerts.deliveries.filters import DeliveryFilters
from kenbun.alerts.deliveries.listing import get_delivery
from kenbun.database import Connection
from kenbun.kit.errors import Conflict, Invalid
from kenbun.kit.ids import public

MOST_AT_ONCE = 100_000
MOST_TOLD = 100


async def replay_one(connection: Connection, caller: Caller, delivery_id: UUID, now: datetime) -> None:
    """As the same message; a receiver that had it can tell by its id. Raises NotFound, Conflict."""
    row = (await get_delivery(connection, caller.workspace_id, delivery_id, letters=True)).row
    if row.channel_id is not None:
        if row.channel_name is None:
            raise Conflict("Its channel was deleted: it has nowhere to go.")
        if not (await get_channel(connection, caller.workspace_id, row.channel_id)).active:
            raise Conflict("Its channel is switched off: switch it on first.")
    elif row.act is None and row.state != "waiting":
        raise Conflict("The link in this mail is not kept: make a new one under Settings, Members.")
    await queries.replay_one(connection, caller.workspace_id, delivery_id, now)
    subject = ("delivery", public("dlv", delivery_id))
    await audit.record(connection, caller, "delivery.replay", subject, before={"state": row.state}, now=now)


async def count_range(connection: Connection, caller: Caller, filters: DeliveryFilters) -> int:
    """How many `replay_range` would send again."""
    return await queries.count_range(connection, caller.workspace_id, filters)


async def replay_range(
    connection: Connection, caller: Caller, filters: DeliveryFilters, now: datetime
) -> int:
    """Those whose channel is there and on; tests are left out. Raises Invalid where they are too many."""
    count = await count_range(connection, caller, filters)
    if count > MOST_AT_ONCE:
        raise Invalid(
            f"These are {count:,} deliveries; at most {MOST_AT_ONCE:,} at once: narrow the range.",
            field="since",
        )
    sent = await queries.replay_range(connection, caller.workspace_id, filters, now)
    await _audit(connection, caller, sent, _told(filters), now)
    return sent


async def try_again(connection: Connection, caller: Caller, channel_id: UUID, now: datetime) -> int:
    """Switches the channel on, and sends what waits, and what has failed since nothing arrives there. Raises
    NotFound."""
    before = await get_channel(connection, caller.workspace_id, channel_id)
    await change_channel(connection, caller, channel_id, ChannelChange(active=True), (), now)
    since = _missed_since(before)
    sent = await queries.replay_missed(connection, caller.workspace_id, channel_id, since, now)
    await _audit(connection, caller, sent, {"channel_id": public("chn", channel_id)}, now)
    return sent


async def missed(connection: Connection, workspace_id: UUID, channel_id: UUID) -> int:
    """How many `try_again` would send."""
    before = await get_channel(connection, workspace_id, channel_id)
    return await queries.count_missed(connection, workspace_id, channel_id, _missed_since(before))


def _missed_since(channel: Channel) -> datetime | None:
    """None where what has failed has failed while others arrived."""
    return channel.failing_since if channel.active else channel.missed_since


def _told(filters: DeliveryFilters) -> dict[str, Any]:
    prefixes = {"channel_id": "chn", "firing_id": "fir", "trigger_id": "trg"}
    given = {one.name: value for one in fields(filters) if (value := getattr(filters, one.name)) is not None}
    told = {
        name: public(prefixes[name], value) if name in prefixes else value for name, value in given.items()
    }
    if filters.about is not None:
        # by ids, which stay when people are deleted
        kinds = (("ld", filters.about.leads), ("acct", filters.about.accounts))
        told["about"] = sorted(public(prefix, one) for prefix, ids in kinds for one in ids)[:MOST_TOLD]
    return told


async def _audit(
    connection: Connection, caller: Caller, sent: int, which: dict[str, Any], now: datetime
) -> None:
    subject = ("deliveries", "1 delivery" if sent == 1 else f"{sent:,} deliveries")
    await audit.record(connection, caller, "delivery.replay", subject, after=which, now=now)
