from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# Whoever had that owner already is left alone, so that a change is one.
_ASSIGN = text("""
    WITH moved AS (
        UPDATE leads SET owner_id = :owner_id
        WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
          AND owner_id IS DISTINCT FROM cast(:owner_id AS uuid)
        RETURNING lead_id, old.owner_id AS from_owner
    )
    INSERT INTO lead_owner_changes (workspace_id, lead_id, from_owner, to_owner, changed_at, changed_by)
    SELECT :workspace_id, lead_id, from_owner, :owner_id, :now, :by FROM moved
    RETURNING lead_id, from_owner
""")

_KNOWN = text("""
    SELECT lead_id FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")

_CHANGES = text("""
    SELECT c.changed_at, c.changed_by, before.name AS from_name, after.name AS to_name
    FROM lead_owner_changes c
    LEFT JOIN users before ON before.user_id = c.from_owner
    LEFT JOIN users after ON after.user_id = c.to_owner
    WHERE c.workspace_id = :workspace_id AND c.lead_id = :lead_id AND c.changed_at >= :since AND c.changed_at < :until
    ORDER BY c.changed_at DESC, c.change_id DESC
    LIMIT :limit
""")


async def assign(
    connection: Connection,
    workspace_id: UUID,
    lead_ids: Collection[UUID],
    owner_id: UUID | None,
    now: datetime,
    by: str,
) -> dict[UUID, UUID | None]:
    """Of the leads that had another owner, which one."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "owner_id": owner_id}
    moved = await connection.execute(_ASSIGN, values | {"now": now, "by": by})
    return {row.lead_id: row.from_owner for row in moved}


async def known(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are leads."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return set((await connection.execute(_KNOWN, values)).scalars())


async def changes_of(
    connection: Connection,
    workspace_id: UUID,
    lead_id: UUID,
    since: datetime,
    until: datetime,
    limit: int = 500,
) -> list[dict[str, Any]]:
    """The latest times in [since, until) that the lead came to another owner, the latest first, with their names."""
    values = {"workspace_id": workspace_id, "lead_id": lead_id, "since": since, "until": until}
    rows = await connection.execute(_CHANGES, values | {"limit": limit})
    return [dict(row._mapping) for row in rows]
