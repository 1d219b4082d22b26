"""Noting how attempts went: for each delivery, and for its channel, which is switched off when it fails for long."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kenbun.alerts.channels.channels import Channel
from kenbun.alerts.channels.health import Attempt, note_health
from kenbun.alerts.channels.kind import Outcome
from kenbun.alerts.deliveries import settle_queries as queries
from kenbun.alerts.deliveries.backoff import next_try
from kenbun.alerts.deliveries.claim import TEST, Claimed
from kenbun.database import Connection
from kenbun.kit.ids import parse
from kenbun.kit.text import printable
from kenbun.measures import arrived

_LONGEST_ANSWER = 1_000


@dataclass(frozen=True, slots=True)
class Tried:
    claimed: Claimed
    outcome: Outcome
    at: datetime
    took: timedelta


async def settle(
    connection: Connection, workspace_id: UUID, tried: Sequence[Tried], now: datetime, channel: Channel | None
) -> None:
    """`channel` is None where it is gone by now."""
    if not tried:
        return
    nexts = [_next(one, now) for one in tried]
    columns: dict[str, list[Any]] = {
        "delivery_ids": [one.claimed.delivery_id for one in tried],
        "states": [_state(one, at) for one, at in zip(tried, nexts, strict=True)],
        "nexts": nexts,
        "ats": [one.at for one in tried],
        "tooks": [round(one.took / timedelta(milliseconds=1)) for one in tried],
        "statuses": [one.outcome.status for one in tried],
        "answers": [printable(one.outcome.answer, _LONGEST_ANSWER) for one in tried],
    }
    await queries.note(connection, workspace_id, now, columns)
    await _measure(connection, workspace_id, tried)
    if channel is not None:
        # who tries a channel may be mending it: what comes of that neither condemns nor absolves it
        attempts = [
            Attempt(one.at, one.outcome, at is None)
            for one, at in zip(tried, nexts, strict=True)
            if one.claimed.kind != TEST
        ]
        await note_health(connection, channel, attempts, now)


async def _measure(connection: Connection, workspace_id: UUID, tried: Sequence[Tried]) -> None:
    there = {one.claimed.delivery_id: one for one in tried if one.outcome.arrived and one.claimed.firing_id}
    if not there:
        return
    for row in await queries.set_off_by_themselves(connection, workspace_id, list(there)):
        one = there[row.delivery_id]
        arrived(parse("evt", row.event_id or ""), one.claimed.tried_since, one.at + one.took)


def _next(one: Tried, now: datetime) -> datetime | None:
    """What only tries a channel is tried once: somebody is looking."""
    outcome = one.outcome
    if outcome.arrived or outcome.lasting or outcome.gone or one.claimed.kind == TEST:
        return None
    return next_try(now, one.claimed.tried_since, outcome.retry_after, random.random())  # noqa: S311


def _state(one: Tried, next_try_at: datetime | None) -> str:
    if one.outcome.arrived:
        return "delivered"
    return "failed" if next_try_at is None else "waiting"
