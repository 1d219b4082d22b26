from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# A visitor can gather thousands of cookies.
_MOST = 200

_ALIASES = text("""
    SELECT l.lead_id, a.kind, a.value
    FROM unnest(cast(:lead_ids AS uuid[])) AS l (lead_id)
    CROSS JOIN LATERAL (
        SELECT kind, value FROM lead_aliases
        WHERE workspace_id = :workspace_id AND lead_id = l.lead_id
        ORDER BY kind, own_lead_id IS NOT NULL, created_at, value
        LIMIT :most
    ) AS a
""")


async def aliases_of(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, list[tuple[str, str]]]:
    """Kind and value, of each kind the first first."""
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "most": _MOST}
    for row in await connection.execute(_ALIASES, values):
        found[row.lead_id].append((row.kind, row.value))
    return found
