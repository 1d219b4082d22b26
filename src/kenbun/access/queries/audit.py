"""Statements on the audit log. Rows are only ever added; before and after of a lead go where it is deleted."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, insert, select

from kenbun.access.tables import audit_log
from kenbun.database import Connection
from kenbun.kit.paging import Paging


async def add(connection: Connection, **values: Any) -> None:
    await connection.execute(insert(audit_log).values(**values))


async def latest(connection: Connection, workspace_id: UUID, paging: Paging) -> Sequence[RowMapping]:
    """By id, which sorts by the time it was made: the primary key serves it."""
    statement = (
        select(audit_log)
        .where(audit_log.c.workspace_id == workspace_id)
        .order_by(audit_log.c.audit_id.desc())
        .limit(paging.limit)
        .offset(paging.offset)
    )
    return (await connection.execute(statement)).mappings().all()


async def count(connection: Connection, workspace_id: UUID) -> int:
    statement = select(func.count()).select_from(audit_log).where(audit_log.c.workspace_id == workspace_id)
    return (await connection.execute(statement)).scalar_one()
