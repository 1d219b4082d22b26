from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_ADD = text("""
    INSERT INTO deliveries (workspace_id, delivery_id, channel_id, act, firing_id, kind, body, state, created_at,
                            tried_since, next_try_at, last_answer)
    SELECT :workspace_id, t.delivery_id, t.channel_id, t.act, t.firing_id, t.kind, t.body,
           CASE WHEN t.channel_id IS NULL OR c.channel_id IS NOT NULL THEN 'waiting' ELSE 'cancelled' END,
           :now, :now, :now,
           CASE WHEN t.channel_id IS NOT NULL AND c.channel_id IS NULL THEN 'The channel was deleted.' END
    FROM unnest(cast(:delivery_ids AS uuid[]), cast(:channel_ids AS uuid[]), cast(:acts AS jsonb[]),
                cast(:firing_ids AS uuid[]), cast(:kinds AS text[]), cast(:bodies AS jsonb[]))
      AS t (delivery_id, channel_id, act, firing_id, kind, body)
    LEFT JOIN channels c ON c.workspace_id = :workspace_id AND c.channel_id = t.channel_id
""")


async def add(
    connection: Connection, workspace_id: UUID, now: datetime, columns: dict[str, list[Any]]
) -> None:
    await connection.execute(_ADD, {"workspace_id": workspace_id, "now": now} | columns)
