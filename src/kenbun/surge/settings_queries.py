from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from kenbun.database import Connection
from kenbun.surge.settings import NAMES, USUAL, Numbers
from kenbun.surge.tables import surge_settings

_SHOWN = [surge_settings.c[name] for name in NAMES]


async def numbers_of(connection: Connection, workspace_id: UUID) -> Numbers:
    statement = select(*_SHOWN).where(surge_settings.c.workspace_id == workspace_id)
    row = (await connection.execute(statement)).one_or_none()
    return Numbers(*row) if row else USUAL


async def put_numbers(connection: Connection, workspace_id: UUID, numbers: Numbers, now: datetime) -> None:
    values = {name: getattr(numbers, name) for name in NAMES} | {"changed_at": now}
    statement = insert(surge_settings).values(workspace_id=workspace_id, **values)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[surge_settings.c.workspace_id], set_=values)
    )
