from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_STANDINGS = text("""
    SELECT l.lead_id, l.event_count, l.last_active_at,
           EXISTS (SELECT FROM conversions c
                   WHERE c.workspace_id = :workspace_id AND c.lead_id = l.lead_id) AS converted
    FROM leads l
    WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:lead_ids AS uuid[]))
""")


async def standings(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> Sequence[Row[Any]]:
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return (await connection.execute(_STANDINGS, values)).all()
