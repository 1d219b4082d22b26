from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_LEADS = text("""
    SELECT l.lead_id, l.event_count, l.engagement_score, l.profile_score, a.account_score
    FROM leads l
    LEFT JOIN accounts a ON a.workspace_id = :workspace_id AND a.account_id = l.account_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:ids AS uuid[]))
    ORDER BY l.lead_id
""")

_ACCOUNTS = text("""
    SELECT a.account_id, a.account_score, a.engagement_score, a.lead_count, f.first_score
    FROM accounts a
    LEFT JOIN LATERAL (
        SELECT max(l.engagement_score) AS first_score FROM leads l
        WHERE l.workspace_id = :workspace_id AND l.account_id = a.account_id
    ) AS f ON TRUE
    WHERE a.workspace_id = :workspace_id AND a.account_id = ANY(cast(:ids AS uuid[]))
""")


async def leads(connection: Connection, workspace_id: UUID, ids: Collection[UUID]) -> Sequence[Any]:
    return (await connection.execute(_LEADS, {"workspace_id": workspace_id, "ids": list(ids)})).all()


async def accounts(connection: Connection, workspace_id: UUID, ids: Collection[UUID]) -> Sequence[Any]:
    return (await connection.execute(_ACCOUNTS, {"workspace_id": workspace_id, "ids": list(ids)})).all()
