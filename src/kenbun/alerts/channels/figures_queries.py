from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_COUNTS = text("""
    SELECT channel_id, state, count(*) AS number FROM deliveries
    WHERE workspace_id = :workspace_id AND channel_id IS NOT NULL AND delivery_id >= :first AND kind <> 'test'
    GROUP BY channel_id, state
""")


async def counts(connection: Connection, workspace_id: UUID, since: datetime) -> dict[UUID, dict[str, int]]:
    """By channel and state, how many deliveries were ordered since then: their ids begin with the time."""
    first = UUID(int=int(since.timestamp() * 1000) << 80)
    found: dict[UUID, dict[str, int]] = {}
    for row in await connection.execute(_COUNTS, {"workspace_id": workspace_id, "first": first}):
        found.setdefault(row.channel_id, {})[row.state] = row.number
    return found
