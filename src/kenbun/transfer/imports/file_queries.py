from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select

from kenbun.database import Connection
from kenbun.transfer.imports.tables import import_files, import_jobs

# Files of which no job is made go after a day.
_KEPT = timedelta(days=1)


async def add(connection: Connection, workspace_id: UUID, **values: Any) -> None:
    await connection.execute(insert(import_files).values(workspace_id=workspace_id, **values))


async def find(connection: Connection, workspace_id: UUID, file_id: UUID) -> Row[Any] | None:
    found = select(import_files).where(
        import_files.c.workspace_id == workspace_id, import_files.c.file_id == file_id
    )
    return (await connection.execute(found)).one_or_none()


async def drop(connection: Connection, workspace_id: UUID, file_id: UUID) -> None:
    mine = (import_files.c.workspace_id == workspace_id, import_files.c.file_id == file_id)
    await connection.execute(delete(import_files).where(*mine))


async def drop_forgotten(connection: Connection, workspace_id: UUID, now: datetime) -> None:
    """Those that were sent, and then never taken in."""
    wanted = select(import_jobs.c.file_id).where(
        import_jobs.c.workspace_id == workspace_id, import_jobs.c.state == "running"
    )
    old = (
        import_files.c.workspace_id == workspace_id,
        import_files.c.created_at < now - _KEPT,
        import_files.c.file_id.not_in(wanted),
    )
    await connection.execute(delete(import_files).where(*old))
