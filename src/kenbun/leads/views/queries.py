from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kenbun.database import Connection
from kenbun.leads.tables import lead_views


async def views_of(connection: Connection, workspace_id: UUID, limit: int) -> Sequence[Row[Any]]:
    """By name."""
    found = select(lead_views).where(lead_views.c.workspace_id == workspace_id)
    return (await connection.execute(found.order_by(lead_views.c.name).limit(limit))).all()


async def count(connection: Connection, workspace_id: UUID) -> int:
    counted = select(func.count()).where(lead_views.c.workspace_id == workspace_id)
    return int((await connection.execute(counted)).scalar_one())


async def add(
    connection: Connection, workspace_id: UUID, view_id: UUID, name: str, query: str, now: datetime, by: str
) -> bool:
    """Whether the name was free."""
    new = upsert(lead_views).values(
        workspace_id=workspace_id, view_id=view_id, name=name, query=query, created_at=now, created_by=by
    )
    free = new.on_conflict_do_nothing(index_elements=["workspace_id", "name"]).returning(lead_views.c.view_id)
    return (await connection.execute(free)).first() is not None


async def remove(connection: Connection, workspace_id: UUID, view_id: UUID) -> Row[Any] | None:
    """What was there."""
    gone = delete(lead_views).where(
        lead_views.c.workspace_id == workspace_id, lead_views.c.view_id == view_id
    )
    return (await connection.execute(gone.returning(lead_views))).one_or_none()
