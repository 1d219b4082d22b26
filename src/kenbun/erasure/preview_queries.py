from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_OF = "WHERE workspace_id = :workspace_id AND lead_id = :lead_id"
# the lead, and those merged into it
_OWN = """
    (SELECT cast(:lead_id AS uuid)
     UNION SELECT lead_id FROM lead_parts WHERE workspace_id = :workspace_id AND root_id = :lead_id)
"""
_OF_ALL = f"WHERE workspace_id = :workspace_id AND lead_id IN {_OWN}"
_FIELDS = f"WHERE workspace_id = :workspace_id AND subject = 'lead' AND subject_id IN {_OWN}"

_COUNTS = text(f"""
    SELECT p.name, a.name AS account, l.engagement_score,
           (SELECT count(*) FROM events {_OF}) AS events,
           (SELECT count(*) FROM sessions {_OF}) AS sessions,
           (SELECT count(*) FROM lead_aliases {_OF}) AS aliases,
           (SELECT count(*) FROM field_values {_FIELDS}) + (SELECT count(*) FROM hand_values {_FIELDS}) AS fields,
           (SELECT count(*) FROM watches {_OF}) AS watches,
           (SELECT count(*) FROM receipt_shares {_OF_ALL}) AS shares
    FROM leads l
    JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = l.lead_id
    LEFT JOIN accounts a ON a.workspace_id = :workspace_id AND a.account_id = l.account_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = :lead_id
""")  # noqa: S608 - our own conditions


async def counts(connection: Connection, workspace_id: UUID, lead_id: UUID) -> Row[Any] | None:
    found = await connection.execute(_COUNTS, {"workspace_id": workspace_id, "lead_id": lead_id})
    return found.one_or_none()
