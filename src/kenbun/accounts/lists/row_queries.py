"""What a page of the list shows of its accounts, read once the page is found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_ROWS = text("""
    SELECT a.account_id, a.name, coalesce(a.domain, a.fields ->> 'domain') AS domain, a.account_score,
           a.engagement_score, a.lead_count, a.session_count, a.last_active_at, a.fields,
           (SELECT count(*) FROM leads l
            WHERE l.workspace_id = :workspace_id AND l.account_id = a.account_id
              AND l.last_active_at > :active_after) AS active_leads,
           EXISTS (SELECT FROM surges s
                   WHERE s.workspace_id = :workspace_id AND s.account_id = a.account_id AND s.ended_at IS NULL)
             AS surging,
           u.user_id AS owner_id, u.name AS owner_name, u.email AS owner_email
    FROM accounts a
    LEFT JOIN users u ON u.user_id = a.owner_id
    WHERE a.workspace_id = :workspace_id AND a.account_id = ANY(cast(:account_ids AS uuid[]))
""")


async def rows(
    connection: Connection, workspace_id: UUID, account_ids: Sequence[UUID], active_after: datetime
) -> Sequence[Row[Any]]:
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids), "active_after": active_after}
    return (await connection.execute(_ROWS, values)).all()
