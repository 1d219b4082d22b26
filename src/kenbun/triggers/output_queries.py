from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from kenbun.access.tables import members
from kenbun.alerts.channels.tables import channels as channels_table
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.segments.tables import segments as segments_table


async def channels(connection: Connection, workspace_id: UUID) -> frozenset[str]:
    """The public ids."""
    key = channels_table.c.channel_id
    found = select(key).where(channels_table.c.workspace_id == workspace_id)
    return frozenset(public("chn", one) for one in (await connection.execute(found)).scalars())


async def people(connection: Connection, workspace_id: UUID) -> frozenset[str]:
    found = select(members.c.user_id).where(members.c.workspace_id == workspace_id)
    return frozenset(public("usr", one) for one in (await connection.execute(found)).scalars())


async def segments(connection: Connection, workspace_id: UUID, kind: str) -> frozenset[str]:
    key = segments_table.c.segment_id
    mine = (segments_table.c.workspace_id == workspace_id, segments_table.c.kind == kind)
    found = select(key).where(*mine)
    return frozenset(public("seg", one) for one in (await connection.execute(found)).scalars())
