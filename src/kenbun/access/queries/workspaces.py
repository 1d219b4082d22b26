"""Statements on workspaces."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, insert, select

from kenbun.access.queries import setting_versions
from kenbun.access.tables import workspace_ticks, workspaces
from kenbun.database import Connection

_SHOWN = (
    workspaces.c.workspace_id,
    workspaces.c.name,
    workspaces.c.time_zone,
    workspaces.c.session_timeout_minutes,
    workspaces.c.mapping_version,
    workspaces.c.filters_version,
    workspaces.c.history_days,
    workspaces.c.negative_scores,
    workspaces.c.next_session_timeout_minutes,
    workspaces.c.rewoven_up_to,
    workspaces.c.created_at,
)


async def add(connection: Connection, now: datetime, **values: Any) -> None:
    await connection.execute(insert(workspaces).values(created_at=now, **values))
    await setting_versions.add_first(connection, values["workspace_id"], now)
    tick = insert(workspace_ticks).values(workspace_id=values["workspace_id"], ticked_at=now)
    await connection.execute(tick)


async def one(connection: Connection, workspace_id: UUID) -> RowMapping | None:
    statement = select(*_SHOWN).where(workspaces.c.workspace_id == workspace_id)
    return (await connection.execute(statement)).mappings().first()


async def every(connection: Connection) -> Sequence[RowMapping]:
    """The oldest first: for the command line and for jobs."""
    statement = select(*_SHOWN).prefix_with("/* all workspaces */")
    statement = statement.order_by(workspaces.c.created_at, workspaces.c.workspace_id)
    return (await connection.execute(statement)).mappings().all()
