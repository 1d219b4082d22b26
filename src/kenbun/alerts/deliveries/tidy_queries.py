from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_GIVE_UP = text("""
    UPDATE deliveries d SET state = 'failed', last_answer = 'The channel was switched off.'
    FROM channels c
    WHERE d.workspace_id = :workspace_id AND d.state = 'waiting' AND d.tried_since < :before
      AND c.workspace_id = :workspace_id AND c.channel_id = d.channel_id AND NOT c.active
""")

_FORGET = text("""
    WITH old AS MATERIALIZED (
        SELECT delivery_id FROM deliveries
        WHERE workspace_id = :workspace_id AND created_at < :before AND state <> 'waiting'
        ORDER BY delivery_id LIMIT :most
    ), attempts AS (
        DELETE FROM delivery_attempts a USING old
        WHERE a.workspace_id = :workspace_id AND a.delivery_id = old.delivery_id
    )
    DELETE FROM deliveries d USING old WHERE d.workspace_id = :workspace_id AND d.delivery_id = old.delivery_id
""")


async def give_up(connection: Connection, workspace_id: UUID, before: datetime) -> None:
    await connection.execute(_GIVE_UP, {"workspace_id": workspace_id, "before": before})


async def forget(connection: Connection, workspace_id: UUID, before: datetime, most: int) -> int:
    """How many are gone; the oldest first."""
    values = {"workspace_id": workspace_id, "before": before, "most": most}
    return (await connection.execute(_FORGET, values)).rowcount
