from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from kenbun.database import Connection
from kenbun.leads.tables import lead_columns


async def columns_of(connection: Connection, workspace_id: UUID, user_id: UUID) -> list[str] | None:
    found = select(lead_columns.c.columns).where(
        lead_columns.c.workspace_id == workspace_id, lead_columns.c.user_id == user_id
    )
    columns: list[str] | None = (await connection.execute(found)).scalar()
    return columns


async def keep(connection: Connection, workspace_id: UUID, user_id: UUID, columns: Sequence[str]) -> None:
    new = upsert(lead_columns).values(workspace_id=workspace_id, user_id=user_id, columns=columns)
    key = ["workspace_id", "user_id"]
    await connection.execute(new.on_conflict_do_update(index_elements=key, set_={"columns": columns}))
