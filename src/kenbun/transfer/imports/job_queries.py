from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, text, update

from kenbun.database import Connection
from kenbun.kit.paging import Paging
from kenbun.transfer.imports.tables import import_errors, import_jobs

_AT_WORK = ("running", "undoing")
# So long a job can be taken back, and its faults be read.
KEPT = timedelta(days=30)

_FORGET = tuple(
    text(f"""
        DELETE FROM {table} t USING import_jobs j
        WHERE j.workspace_id = :workspace_id AND t.workspace_id = :workspace_id AND t.job_id = j.job_id
          AND j.ended_at < :before AND j.state <> 'undoing'
    """)  # noqa: S608 - our own names
    for table in ("import_leads", "import_values", "import_aliases", "import_errors")
)


async def add(connection: Connection, workspace_id: UUID, **values: Any) -> None:
    await connection.execute(insert(import_jobs).values(workspace_id=workspace_id, **values))


async def find(connection: Connection, workspace_id: UUID, job_id: UUID) -> Row[Any] | None:
    found = select(import_jobs).where(
        import_jobs.c.workspace_id == workspace_id, import_jobs.c.job_id == job_id
    )
    return (await connection.execute(found)).one_or_none()


async def of_file(connection: Connection, workspace_id: UUID, file_id: UUID) -> bool:
    """Whether a job was made of it."""
    found = select(import_jobs.c.job_id).where(
        import_jobs.c.workspace_id == workspace_id, import_jobs.c.file_id == file_id
    )
    return (await connection.execute(found)).first() is not None


async def next_at_work(connection: Connection, workspace_id: UUID) -> Row[Any] | None:
    """The oldest there is work on."""
    found = select(import_jobs).where(
        import_jobs.c.workspace_id == workspace_id, import_jobs.c.state.in_(_AT_WORK)
    )
    return (await connection.execute(found.order_by(import_jobs.c.created_at).limit(1))).one_or_none()


async def take(connection: Connection, workspace_id: UUID, job_id: UUID, state: str) -> Row[Any] | None:
    """Holds the job to the end of the transaction; None where it is not in that state any more."""
    found = select(import_jobs).where(
        import_jobs.c.workspace_id == workspace_id,
        import_jobs.c.job_id == job_id,
        import_jobs.c.state == state,
    )
    return (await connection.execute(found.with_for_update())).one_or_none()


async def set_job(connection: Connection, workspace_id: UUID, job_id: UUID, **values: Any) -> None:
    mine = (import_jobs.c.workspace_id == workspace_id, import_jobs.c.job_id == job_id)
    await connection.execute(update(import_jobs).where(*mine).values(**values))


async def latest(
    connection: Connection, workspace_id: UUID, paging: Paging
) -> tuple[Sequence[Row[Any]], int]:
    """Those started last first, and how many there are."""
    mine = import_jobs.c.workspace_id == workspace_id
    found = select(import_jobs).where(mine).order_by(import_jobs.c.created_at.desc(), import_jobs.c.job_id)
    rows = (await connection.execute(found.limit(paging.limit).offset(paging.offset))).all()
    total = (await connection.execute(select(func.count()).select_from(import_jobs).where(mine))).scalar_one()
    return rows, int(total)


async def add_errors(
    connection: Connection, workspace_id: UUID, job_id: UUID, rows: Sequence[dict[str, Any]]
) -> None:
    if rows:
        await connection.execute(
            insert(import_errors), [{"workspace_id": workspace_id, "job_id": job_id} | row for row in rows]
        )


async def errors_after(
    connection: Connection, workspace_id: UUID, job_id: UUID, after: tuple[int, int], limit: int
) -> Sequence[Row[Any]]:
    """In the order of the file, after a row and the number of a fault in it."""
    place = (import_errors.c.row, import_errors.c.number)
    found = (
        select(import_errors)
        .where(
            import_errors.c.workspace_id == workspace_id,
            import_errors.c.job_id == job_id,
            func.row(*place) > func.row(*after),
        )
        .order_by(*place)
        .limit(limit)
    )
    return (await connection.execute(found)).all()


async def forget_old(connection: Connection, workspace_id: UUID, now: datetime) -> None:
    """What is needed to take back jobs of long ago, and what was wrong with their rows."""
    for statement in _FORGET:
        await connection.execute(statement, {"workspace_id": workspace_id, "before": now - KEPT})
