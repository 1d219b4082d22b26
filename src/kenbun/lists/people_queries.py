from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from kenbun.access.tables import members as memberships
from kenbun.access.tables import users
from kenbun.database import Connection


async def members(connection: Connection, workspace_id: UUID, user_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of these, as far as they are members."""
    found = (
        select(users.c.user_id, users.c.name)
        .join(memberships, memberships.c.user_id == users.c.user_id)
        .where(memberships.c.workspace_id == workspace_id, users.c.user_id.in_(user_ids))
    )
    return {row.user_id: row.name for row in await connection.execute(found)}
