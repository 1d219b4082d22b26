from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from kenbun.database import Connection
from kenbun.lists.tables import list_columns


async def columns_of(
    connection: Connection, workspace_id: UUID, user_id: UUID, list_name: str
) -> list[str] | None:
    found = select(list_columns.c.columns).where(
        list_columns.c.workspace_id == workspace_id,
        list_columns.c.user_id == user_id,
        list_columns.c.list == list_name,
    )
    columns: list[str] | None = (await connection.execute(found)).scalar()
    return columns


async def keep(
    connection: Connection, workspace_id: UUID, user_id: UUID, list_name: str, columns: Sequence[str]
) -> None:
    new = upsert(list_columns).values(
        workspace_id=workspace_id, user_id=user_id, list=list_name, columns=columns
    )
    key = ["workspace_id", "user_id", "list"]
    await connection.execute(new.on_conflict_do_update(index_elements=key, set_={"columns": columns}))
