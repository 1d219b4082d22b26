from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_SHOWN = text("""
    SELECT l.lead_id, l.account_id, coalesce(p.fields, '{}') AS fields
    FROM leads l
    LEFT JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = l.lead_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:lead_ids AS uuid[]))
""")


class Shown(NamedTuple):
    account_id: UUID | None
    fields: dict[str, Any]


async def shown(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> dict[UUID, Shown]:
    """The account and the fields that each of these roots shows."""
    rows = await connection.execute(_SHOWN, {"workspace_id": workspace_id, "lead_ids": list(lead_ids)})
    return {row.lead_id: Shown(row.account_id, row.fields) for row in rows}
