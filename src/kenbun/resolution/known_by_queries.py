from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_ALIASES = text("""
    SELECT kind, value, created_at, created_by, own_account_id FROM account_aliases
    WHERE workspace_id = :workspace_id AND account_id = :account_id
    ORDER BY array_position(ARRAY['domain', 'id', 'company'], kind), own_account_id IS NOT NULL, created_at, value
    LIMIT 1000
""")

# What it was found by in the past is known by this row from now on.
_REMOVE = text("""
    WITH gone AS (
        DELETE FROM account_aliases
        WHERE workspace_id = :workspace_id AND account_id = :account_id AND kind = :kind AND value = :value
        RETURNING kind, value, coalesce(own_account_id, account_id) AS account_id, created_at
    )
    INSERT INTO removed_account_aliases (workspace_id, account_id, kind, value, held_from, held_to)
    SELECT :workspace_id, account_id, kind, value, created_at, :now FROM gone
""")


async def aliases(connection: Connection, workspace_id: UUID, account_id: UUID) -> Sequence[Row[Any]]:
    """kind, value, created_at, created_by and own_account_id."""
    values = {"workspace_id": workspace_id, "account_id": account_id}
    return (await connection.execute(_ALIASES, values)).all()


async def remove(
    connection: Connection, workspace_id: UUID, account_id: UUID, kind: str, value: str, now: datetime
) -> bool:
    """Whether the account was known by it."""
    values = {
        "workspace_id": workspace_id,
        "account_id": account_id,
        "kind": kind,
        "value": value,
        "now": now,
    }
    return (await connection.execute(_REMOVE, values)).rowcount > 0
