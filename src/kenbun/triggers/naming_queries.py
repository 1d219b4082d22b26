from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from kenbun.alerts.channels.tables import channels
from kenbun.database import Connection
from kenbun.kit.ids import public


async def channel_names(connection: Connection, workspace_id: UUID) -> dict[str, str]:
    """By the public id, in the order of the names."""
    found = select(channels.c.channel_id, channels.c.name).where(channels.c.workspace_id == workspace_id)
    rows = await connection.execute(found.order_by(channels.c.name, channels.c.channel_id))
    return {public("chn", row.channel_id): row.name for row in rows}
