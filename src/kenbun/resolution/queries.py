"""Leads that are dismissed, and what else is asked of leads without an account."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_DISMISS = text("""
    INSERT INTO dismissed_leads (workspace_id, lead_id, dismissed_at, dismissed_by)
    SELECT :workspace_id, lead_id, :now, :by FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND account_id IS NULL
    ON CONFLICT DO NOTHING
    RETURNING lead_id
""")

_RESTORE = text("""
    DELETE FROM dismissed_leads WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
    RETURNING lead_id
""")

# Of leads that are shown: why they have no account, and what they say of their company.
_REASONS = text("""
    SELECT l.lead_id, l.account_basis, d.dismissed_by, p.fields ->> 'company' AS company,
           ARRAY(SELECT a.value FROM lead_aliases a
                 WHERE a.workspace_id = :workspace_id AND a.lead_id = l.lead_id AND a.kind = 'email'
                 ORDER BY a.created_at, a.value LIMIT 5) AS emails
    FROM leads l
    JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = l.lead_id
    LEFT JOIN dismissed_leads d ON d.workspace_id = :workspace_id AND d.lead_id = l.lead_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:lead_ids AS uuid[])) AND l.account_id IS NULL
""")


async def dismiss(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], now: datetime, by: str
) -> list[UUID]:
    """Answers those of these roots that were not: who has an account cannot be."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "now": now, "by": by}
    return list((await connection.execute(_DISMISS, values)).scalars())


async def restore(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> list[UUID]:
    """Answers those of these roots that were dismissed."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return list((await connection.execute(_RESTORE, values)).scalars())


async def reasons(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> Sequence[Row[Any]]:
    """lead_id, account_basis, dismissed_by, company and emails of those of these that have no account."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return (await connection.execute(_REASONS, values)).all()
