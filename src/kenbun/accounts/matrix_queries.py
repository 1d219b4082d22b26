from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_COUNTED = text("""
    SELECT account_score >= :fit AS fits, engagement_score >= :engaged AS engaged, count(*) AS accounts,
           sum(lead_count) AS leads
    FROM accounts WHERE workspace_id = :workspace_id AND archived_at IS NULL
    GROUP BY 1, 2
""")


async def counted(connection: Connection, workspace_id: UUID, fit: int, engaged: int) -> list[Row[Any]]:
    """A row for each quadrant that is not empty."""
    values = {"workspace_id": workspace_id, "fit": fit, "engaged": engaged}
    return list(await connection.execute(_COUNTED, values))
