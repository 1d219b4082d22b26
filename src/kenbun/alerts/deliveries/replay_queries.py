from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.alerts.deliveries.filters import DeliveryFilters
from kenbun.alerts.deliveries.list_queries import where
from kenbun.database import Connection

_AGAIN = """
    UPDATE deliveries d SET state = 'waiting', tried_since = :now, next_try_at = :now, delivered_at = NULL
    WHERE d.workspace_id = :workspace_id
"""
_COUNT = "SELECT count(*) FROM deliveries d WHERE d.workspace_id = :workspace_id"

_CAN_GO = """
    AND d.kind <> 'test' AND (d.act IS NOT NULL OR EXISTS (
        SELECT FROM channels c
        WHERE c.workspace_id = :workspace_id AND c.channel_id = d.channel_id AND c.active))
"""

# What failed was last tried when it was next to be tried. Without `since` it is only what waits.
_MISSED = """
    AND d.channel_id = :channel_id AND d.kind <> 'test'
    AND (d.state = 'waiting' OR d.state = 'failed' AND d.next_try_at >= cast(:since AS timestamptz))
"""

_ONE = text(f"{_AGAIN} AND d.delivery_id = :delivery_id")
_REPLAY_MISSED = text(f"{_AGAIN} {_MISSED}")
_COUNT_MISSED = text(f"{_COUNT} {_MISSED}")


async def replay_one(connection: Connection, workspace_id: UUID, delivery_id: UUID, now: datetime) -> None:
    values = {"workspace_id": workspace_id, "delivery_id": delivery_id, "now": now}
    await connection.execute(_ONE, values)


async def count_range(connection: Connection, workspace_id: UUID, filters: DeliveryFilters) -> int:
    condition, values = where(filters)
    found = await connection.execute(
        text(f"{_COUNT} {_CAN_GO} {condition}"), values | {"workspace_id": workspace_id}
    )
    return int(found.scalar_one())


async def replay_range(
    connection: Connection, workspace_id: UUID, filters: DeliveryFilters, now: datetime
) -> int:
    condition, values = where(filters)
    place = {"workspace_id": workspace_id, "now": now}
    return (await connection.execute(text(f"{_AGAIN} {_CAN_GO} {condition}"), values | place)).rowcount


async def count_missed(
    connection: Connection, workspace_id: UUID, channel_id: UUID, since: datetime | None
) -> int:
    values = {"workspace_id": workspace_id, "channel_id": channel_id, "since": since}
    return int((await connection.execute(_COUNT_MISSED, values)).scalar_one())


async def replay_missed(
    connection: Connection, workspace_id: UUID, channel_id: UUID, since: datetime | None, now: datetime
) -> int:
    values = {"workspace_id": workspace_id, "channel_id": channel_id, "since": since, "now": now}
    return (await connection.execute(_REPLAY_MISSED, values)).rowcount
