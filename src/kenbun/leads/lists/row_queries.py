"""What a page of the list shows of its leads, read once the page is found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_ROWS = text("""
    SELECT l.lead_id, p.name, p.fields ->> 'title' AS title, p.fields ->> 'company' AS company, l.engagement_score,
           l.profile_score, l.previous_score, l.event_count, l.last_active_at, l.created_at, l.scored_at,
           a.account_id, a.name AS account_name, coalesce(a.domain, a.fields ->> 'domain') AS account_domain,
           a.account_score, a.engagement_score AS account_engagement,
           u.user_id AS owner_id, u.name AS owner_name, u.email AS owner_email
    FROM leads l
    JOIN lead_profiles p ON p.workspace_id = l.workspace_id AND p.lead_id = l.lead_id
    LEFT JOIN accounts a ON a.workspace_id = l.workspace_id AND a.account_id = l.account_id
    LEFT JOIN users u ON u.user_id = l.owner_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:lead_ids AS uuid[]))
""")

# A visitor can gather thousands of cookies; a row shows the strongest. Of two of a kind the lead's own comes before
# those of leads merged into it.
_ALIASES = text("""
    SELECT l.lead_id, a.kind, a.value
    FROM unnest(cast(:lead_ids AS uuid[])) AS l (lead_id)
    JOIN LATERAL (
        SELECT kind, value FROM lead_aliases
        WHERE workspace_id = :workspace_id AND lead_id = l.lead_id
        ORDER BY array_position(ARRAY['email', 'external_id', 'phone', 'social', 'cookie'], kind),
                 own_lead_id IS NOT NULL, created_at, value
        LIMIT 20
    ) AS a ON true
""")


async def rows(connection: Connection, workspace_id: UUID, lead_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return (await connection.execute(_ROWS, values)).all()


async def aliases(
    connection: Connection, workspace_id: UUID, lead_ids: Sequence[UUID]
) -> dict[UUID, list[dict[str, str]]]:
    """Of each lead up to 20 aliases, those that tell most to a person first."""
    found: dict[UUID, list[dict[str, str]]] = defaultdict(list)
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    for row in await connection.execute(_ALIASES, values):
        found[row.lead_id].append({"kind": row.kind, "value": row.value})
    return found
