from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_OF = "WHERE workspace_id = :workspace_id AND lead_id = :lead_id"
_OWN = "WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:own_ids AS uuid[]))"
_FIELDS = (
    "WHERE workspace_id = :workspace_id AND subject = 'lead' AND subject_id = ANY(cast(:own_ids AS uuid[]))"
)

_COUNTS = text(f"""
    SELECT p.name, a.name AS account, l.engagement_score,
           (SELECT count(*) FROM events {_OF}) AS events,
           (SELECT count(*) FROM sessions {_OF}) AS sessions,
           (SELECT count(*) FROM lead_aliases {_OF}) AS aliases,
           (SELECT count(*) FROM field_values {_FIELDS}) + (SELECT count(*) FROM hand_values {_FIELDS}) AS fields,
           (SELECT count(*) FROM watches {_OF}) + (SELECT count(*) FROM merged_watches {_OWN}) AS watches,
           (SELECT count(*) FROM receipt_shares {_OWN}) AS shares
    FROM leads l
    JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = l.lead_id
    LEFT JOIN accounts a ON a.workspace_id = :workspace_id AND a.account_id = l.account_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = :lead_id
""")  # noqa: S608 - our own conditions


async def counts(
    connection: Connection, workspace_id: UUID, lead_id: UUID, own_ids: Collection[UUID]
) -> Row[Any] | None:
    """`own_ids` are the lead and those merged into it."""
    values = {"workspace_id": workspace_id, "lead_id": lead_id, "own_ids": list(own_ids)}
    return (await connection.execute(_COUNTS, values)).one_or_none()
