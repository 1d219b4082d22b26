from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, text

from kenbun.access.keys import Secret
from kenbun.database import Connection
from kenbun.scoring.tables import receipt_shares

_HOLDING = text("""
    SELECT share_id, receipt_at, created_at, created_by, expires_at FROM receipt_shares
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND revoked_at IS NULL
      AND expires_at > :now
    ORDER BY created_at DESC, share_id DESC LIMIT :limit
""")

_COUNT = text("""
    SELECT count(*) FROM receipt_shares
    WHERE workspace_id = :workspace_id AND lead_id = :lead_id AND revoked_at IS NULL AND expires_at > :now
""")

_REVOKE = text("""
    UPDATE receipt_shares SET revoked_at = :now
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND share_id = :share_id
      AND revoked_at IS NULL AND expires_at > :now
    RETURNING share_id
""")

_OPEN = text("""
    SELECT s.lead_id, s.receipt_at, s.expires_at, p.name
    FROM receipt_shares s
    LEFT JOIN lead_parts part ON part.workspace_id = :workspace_id AND part.lead_id = s.lead_id
    JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = coalesce(part.root_id, s.lead_id)
    WHERE s.workspace_id = :workspace_id AND s.token_hash = :hash AND s.revoked_at IS NULL AND s.expires_at > :now
""")


async def add(
    connection: Connection,
    secret: Secret,
    *,
    share_id: UUID,
    lead_id: UUID,
    receipt_at: datetime,
    now: datetime,
    by: str,
    expires_at: datetime,
) -> None:
    await connection.execute(
        insert(receipt_shares).values(
            workspace_id=secret.workspace_id,
            share_id=share_id,
            lead_id=lead_id,
            token_hash=secret.hash,
            receipt_at=receipt_at,
            created_at=now,
            created_by=by,
            expires_at=expires_at,
        )
    )


async def holding(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], now: datetime, limit: int
) -> Sequence[Row[Any]]:
    """These leads' links that can be opened, the latest first."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "now": now, "limit": limit}
    return (await connection.execute(_HOLDING, values)).all()


async def count_holding(connection: Connection, workspace_id: UUID, lead_id: UUID, now: datetime) -> int:
    values = {"workspace_id": workspace_id, "lead_id": lead_id, "now": now}
    return int((await connection.execute(_COUNT, values)).scalar_one())


async def revoke(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], share_id: UUID, now: datetime
) -> bool:
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "share_id": share_id, "now": now}
    return (await connection.execute(_REVOKE, values)).first() is not None


async def opened(connection: Connection, secret: Secret, now: datetime) -> Row[Any] | None:
    """What the link shows, where it holds and its lead is there still."""
    values = {"workspace_id": secret.workspace_id, "hash": secret.hash, "now": now}
    found: Row[Any] | None = (await connection.execute(_OPEN, values)).one_or_none()
    return found
