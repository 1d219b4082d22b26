"""Ordering deliveries, in the transaction that is their cause."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.alerts.deliveries import order_queries
from kenbun.database import Connection
from kenbun.database.hearing import tell


@dataclass(frozen=True, slots=True)
class Order:
    """Either for a channel, or an act. `kind` says what it tells of: that of its trigger, as a rule.

    What is told (`body`) is put into words when it is first tried, unless it is handed over.
    """

    kind: str
    channel_id: UUID | None = None
    act: Mapping[str, Any] | None = None
    firing_id: UUID | None = None
    body: Mapping[str, Any] | None = None


async def order(
    connection: Connection, workspace_id: UUID, orders: Sequence[Order], now: datetime
) -> list[UUID]:
    """The deliveries, which wait from now on. What is for a channel that is gone is cancelled at once."""
    if not orders:
        return []
    columns: dict[str, list[Any]] = {
        "channel_ids": [one.channel_id for one in orders],
        "acts": [_json(one.act) for one in orders],
        "firing_ids": [one.firing_id for one in orders],
        "kinds": [one.kind for one in orders],
        "bodies": [_json(one.body) for one in orders],
    }
    await tell(connection, "deliveries")
    return await order_queries.add(connection, workspace_id, now, columns)


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value)
