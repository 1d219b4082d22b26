from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# Never earlier than the last activity, which would bring it back.
_ARCHIVE = text("""
    UPDATE accounts SET archived_at = greatest(cast(:now AS timestamptz), last_active_at)
    WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:account_ids AS uuid[])) AND archived_at IS NULL
    RETURNING account_id
""")

_UNARCHIVE = text("""
    UPDATE accounts SET archived_at = NULL
    WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:account_ids AS uuid[]))
      AND archived_at IS NOT NULL
    RETURNING account_id
""")


async def archive(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID], now: datetime
) -> list[UUID]:
    """Answers those that were not archived."""
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids), "now": now}
    return sorted((await connection.execute(_ARCHIVE, values)).scalars())


async def unarchive(connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]) -> list[UUID]:
    """Answers those that were."""
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
    return sorted((await connection.execute(_UNARCHIVE, values)).scalars())
