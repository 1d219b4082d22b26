from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_ROOTS = text("""
    SELECT lead_id, held_from, held_to, root_id FROM lead_roots
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:ids AS uuid[]))
    ORDER BY lead_id, held_from
""")

_ACCOUNT_CHANGES = text("""
    SELECT lead_id, changed_at, account_id FROM lead_account_changes
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:ids AS uuid[]))
    ORDER BY lead_id, changed_at
""")


async def roots_over_time(
    connection: Connection, workspace_id: UUID, ids: Collection[UUID]
) -> dict[UUID, list[tuple[datetime, datetime | None, UUID]]]:
    found: dict[UUID, list[tuple[datetime, datetime | None, UUID]]] = defaultdict(list)
    values = {"workspace_id": workspace_id, "ids": list(ids)}
    for row in await connection.execute(_ROOTS, values):
        found[row.lead_id].append((row.held_from, row.held_to, row.root_id))
    return found


async def accounts_over_time(
    connection: Connection, workspace_id: UUID, ids: Collection[UUID]
) -> dict[UUID, list[tuple[datetime, UUID | None]]]:
    found: dict[UUID, list[tuple[datetime, UUID | None]]] = defaultdict(list)
    values = {"workspace_id": workspace_id, "ids": list(ids)}
    for row in await connection.execute(_ACCOUNT_CHANGES, values):
        found[row.lead_id].append((row.changed_at, row.account_id))
    return found
