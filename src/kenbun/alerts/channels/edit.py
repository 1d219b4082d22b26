"""Setting channels up, changing them, taking them away. Each is in the audit log, without what is secret."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.alerts.channels import channel_queries as queries
from kenbun.alerts.channels.channels import Channel, get_channel
from kenbun.alerts.channels.drafts import LONGEST_NAME, ChannelChange, ChannelDraft
from kenbun.alerts.channels.kinds import KINDS
from kenbun.alerts.channels.webhook.keys import rotated
from kenbun.database import Connection
from kenbun.kit.errors import Conflict, Invalid
from kenbun.kit.ids import new_id, public
from kenbun.kit.paths import inside
from kenbun.kit.text import line
from kenbun.outgoing import Network

MOST_CHANNELS = 200


async def add_channel(
    connection: Connection, caller: Caller, draft: ChannelDraft, allowed: Sequence[Network], now: datetime
) -> Channel:
    """Raises Invalid, Conflict."""
    if await queries.count(connection, caller.workspace_id) >= MOST_CHANNELS:
        raise Conflict(f"A workspace has at most {MOST_CHANNELS} channels: delete one first.")
    with inside("config"):
        kept = KINDS[draft.kind].read(draft.config, None, allowed)
    name = await _free_name(connection, caller.workspace_id, draft.name, None)
    channel_id = new_id()
    values = {"name": name, "kind": draft.kind, "config": kept.config, "secrets": kept.secrets}
    times = {"active": draft.active, "created_at": now, "changed_at": now}
    await queries.add(connection, caller.workspace_id, channel_id, values | times)
    channel = await get_channel(connection, caller.workspace_id, channel_id)
    await _audit(connection, caller, "add", channel, None, _document(channel), now)
    return channel


async def change_channel(
    connection: Connection,
    caller: Caller,
    channel_id: UUID,
    change: ChannelChange,
    allowed: Sequence[Network],
    now: datetime,
) -> Channel:
    """One that is switched on again is given time to prove itself. Who changes it means now: it rests no longer,
    whatever it has asked for. Raises NotFound, Invalid, Conflict."""
    before = await get_channel(connection, caller.workspace_id, channel_id)
    kept = before.kept
    if change.config is not None:
        with inside("config"):
            kept = before.kind.read(change.config, before.kept, allowed)
    values: dict[str, Any] = {"config": kept.config, "secrets": kept.secrets, "resting_until": None}
    if change.name is not None:
        values["name"] = await _free_name(connection, caller.workspace_id, change.name, channel_id)
    if change.active is not None and change.active != before.active:
        missed_since = None if change.active else before.failing_since or now
        values |= {"active": change.active, "switched_off_because": None}
        values |= {"failing_since": None, "missed_since": missed_since}
    return await _save(connection, caller, before, values, now)


async def rotate_key(
    connection: Connection, caller: Caller, channel_id: UUID, keep_former: timedelta, now: datetime
) -> Channel:
    """Of a webhook. Raises NotFound, Invalid."""
    before = await get_channel(connection, caller.workspace_id, channel_id)
    if before.kind_name != "webhook":
        raise Invalid("Only a webhook has a key that it signs with.", field="channel_id")
    secrets = rotated(before.kept.secrets, now, keep_former)
    return await _save(connection, caller, before, {"secrets": secrets}, now)


async def remove_channel(connection: Connection, caller: Caller, channel_id: UUID, now: datetime) -> None:
    """What waits for it is cancelled; the history stays. Raises NotFound, Conflict."""
    before = await get_channel(connection, caller.workspace_id, channel_id)
    using = await queries.triggers_using(connection, caller.workspace_id, public("chn", channel_id))
    if using:
        raise Conflict(
            f"{', '.join(f'“{name}”' for name in using)} would have nowhere to go: change the outputs of "
            "such triggers first."
        )
    cancelled = await queries.cancel_waiting(connection, caller.workspace_id, channel_id)
    await queries.remove(connection, caller.workspace_id, channel_id)
    document = {**_document(before), "deliveries_cancelled": cancelled}
    await _audit(connection, caller, "remove", before, document, None, now)


def signing_key(channel: Channel) -> str | None:
    """The newest one, for the answer to the call that made it."""
    keys = channel.kept.secrets.get("keys")
    return str(keys[0]["key"]) if keys else None


async def _save(
    connection: Connection, caller: Caller, before: Channel, values: dict[str, Any], now: datetime
) -> Channel:
    changed = {"changed_at": now}
    await queries.change(connection, caller.workspace_id, before.channel_id, values | changed)
    after = await get_channel(connection, caller.workspace_id, before.channel_id)
    was, now_is = _document(before), _document(after)
    names = [name for name in now_is if was[name] != now_is[name]]
    told = {name: now_is[name] for name in names}
    if before.kept.secrets != after.kept.secrets:
        told["secret"] = "changed"  # noqa: S105 - a word for it
    if told:
        former = {name: was[name] for name in names}
        await _audit(connection, caller, "change", after, former, told, now)
    return after


async def _free_name(connection: Connection, workspace_id: UUID, given: str, mine: UUID | None) -> str:
    name = line(given, "name", LONGEST_NAME)
    if await queries.named(connection, workspace_id, name) not in (None, mine):
        raise Conflict(f"There is a channel named “{name}” already: take another name.", field="name")
    return name


def _document(channel: Channel) -> dict[str, Any]:
    return {
        "name": channel.name,
        "kind": channel.kind_name,
        "config": channel.kept.config,
        "active": channel.active,
    }


async def _audit(
    connection: Connection,
    caller: Caller,
    done: str,
    channel: Channel,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    now: datetime,
) -> None:
    subject = ("channel", public("chn", channel.channel_id))
    await audit.record(connection, caller, f"channel.{done}", subject, before=before, after=after, now=now)
