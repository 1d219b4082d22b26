from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

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

_DECIDE = text("""
    UPDATE lead_parts SET owner_id = :owner_id, owner_decided = true
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND root_id = lead_id
""")

_KNOWN = text("""
    SELECT lead_id FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")

# Whom the command line acts for is nobody to hand a lead to.
_MEMBERS = text("""
    SELECT u.user_id, u.name, u.email, count(*) OVER () AS total
    FROM members m JOIN users u ON u.user_id = m.user_id
    WHERE m.workspace_id = :workspace_id AND u.email NOT LIKE '%@kenbun.invalid'
    ORDER BY casefold(u.name COLLATE pg_unicode_fast), u.user_id
    LIMIT :limit OFFSET :offset
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


async def decide(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], owner_id: UUID | None
) -> None:
    """Of leads that others are merged into: from now on theirs, whoever owned the others."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "owner_id": owner_id}
    await connection.execute(_DECIDE, values)


async def known(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are leads."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return set((await connection.execute(_KNOWN, values)).scalars())


async def members(connection: Connection, workspace_id: UUID, limit: int, offset: int = 0) -> list[Row[Any]]:
    """Those whom leads can be given to, by name, each with how many there are."""
    values = {"workspace_id": workspace_id, "limit": limit, "offset": offset}
    return list(await connection.execute(_MEMBERS, values))
