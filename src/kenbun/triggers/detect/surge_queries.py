from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.triggers.spans import Span

_BEGINNINGS = text("""
    SELECT account_id, at, held, events, leads, multiplier FROM surge_beginnings
    WHERE workspace_id = :workspace_id AND at > :since AND at <= :until
    ORDER BY at, account_id
""")


async def beginnings(connection: Connection, workspace_id: UUID, span: Span) -> Sequence[Any]:
    return (await connection.execute(_BEGINNINGS, {"workspace_id": workspace_id, **span._asdict()})).all()
