from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kenbun.database import Connection
from kenbun.lists.tables import list_views


async def views_of(
    connection: Connection, workspace_id: UUID, list_name: str, limit: int
) -> Sequence[Row[Any]]:
    """By name."""
    found = select(list_views).where(
        list_views.c.workspace_id == workspace_id, list_views.c.list == list_name
    )
    return (await connection.execute(found.order_by(list_views.c.name).limit(limit))).all()


async def count(connection: Connection, workspace_id: UUID, list_name: str) -> int:
    counted = select(func.count()).where(
        list_views.c.workspace_id == workspace_id, list_views.c.list == list_name
    )
    return int((await connection.execute(counted)).scalar_one())


async def add(
    connection: Connection,
    workspace_id: UUID,
    list_name: str,
    view_id: UUID,
    name: str,
    query: str,
    now: datetime,
    by: str,
) -> bool:
    """Whether the name was free."""
    new = upsert(list_views).values(
        workspace_id=workspace_id,
        view_id=view_id,
        list=list_name,
        name=name,
        query=query,
        created_at=now,
        created_by=by,
    )
    free = new.on_conflict_do_nothing(index_elements=["workspace_id", "list", "name"])
    return (await connection.execute(free.returning(list_views.c.view_id))).first() is not None


async def remove(
    connection: Connection, workspace_id: UUID, list_name: str, view_id: UUID
) -> Row[Any] | None:
    """What was there."""
    gone = delete(list_views).where(
        list_views.c.workspace_id == workspace_id,
        list_views.c.list == list_name,
        list_views.c.view_id == view_id,
    )
    return (await connection.execute(gone.returning(list_views))).one_or_none()
