from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update

from kenbun.database import Connection
from kenbun.triggers.tables import trigger_firings, triggers

_STAMP = text("""
    SELECT count(*) AS number, max(changed_at) AS changed_at FROM triggers WHERE workspace_id = :workspace_id
""")

_SAME_NAME = text("""
    SELECT trigger_id FROM triggers
    WHERE workspace_id = :workspace_id
      AND casefold(name COLLATE pg_unicode_fast) = casefold(:name COLLATE pg_unicode_fast)
""")


async def listed(connection: Connection, workspace_id: UUID) -> Sequence[Any]:
    by_name = func.casefold(triggers.c.name.collate("pg_unicode_fast"))
    found = select(triggers).where(triggers.c.workspace_id == workspace_id)
    rows: Sequence[Any] = (await connection.execute(found.order_by(by_name, triggers.c.trigger_id))).all()
    return rows


async def one(connection: Connection, workspace_id: UUID, trigger_id: UUID) -> Any:
    found = select(triggers).where(
        triggers.c.workspace_id == workspace_id, triggers.c.trigger_id == trigger_id
    )
    return (await connection.execute(found)).one_or_none()


async def stamp(connection: Connection, workspace_id: UUID) -> tuple[int, datetime | None]:
    """Another one whenever a trigger has come, gone or changed."""
    row = (await connection.execute(_STAMP, {"workspace_id": workspace_id})).one()
    return row.number, row.changed_at


async def named(connection: Connection, workspace_id: UUID, name: str) -> UUID | None:
    values = {"workspace_id": workspace_id, "name": name}
    found: UUID | None = (await connection.execute(_SAME_NAME, values)).scalar()
    return found


async def add(connection: Connection, workspace_id: UUID, now: datetime, **row: Any) -> None:
    await connection.execute(
        insert(triggers).values(workspace_id=workspace_id, created_at=now, changed_at=now, **row)
    )


async def change(
    connection: Connection, workspace_id: UUID, trigger_id: UUID, now: datetime, **row: Any
) -> None:
    await connection.execute(
        update(triggers)
        .where(triggers.c.workspace_id == workspace_id, triggers.c.trigger_id == trigger_id)
        .values(changed_at=now, **row)
    )


async def remove(connection: Connection, workspace_id: UUID, trigger_id: UUID) -> int:
    """With its firings; answers how many these were."""
    gone = delete(trigger_firings).where(
        trigger_firings.c.workspace_id == workspace_id, trigger_firings.c.trigger_id == trigger_id
    )
    number = (await connection.execute(gone)).rowcount
    await connection.execute(
        delete(triggers).where(triggers.c.workspace_id == workspace_id, triggers.c.trigger_id == trigger_id)
    )
    return number
