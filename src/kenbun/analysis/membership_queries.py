from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, select

from kenbun.database import Connection
from kenbun.lists.text_queries import sort_text
from kenbun.segments.tables import segment_hands, segment_members, segments


async def memberships(
    connection: Connection, workspace_id: UUID, segment_id: UUID, subject_ids: Collection[UUID]
) -> list[Row[Any]]:
    found: Select[Any] = select(
        segment_members.c.subject_id, segment_members.c.since, segment_members.c.why
    ).where(
        segment_members.c.workspace_id == workspace_id,
        segment_members.c.segment_id == segment_id,
        segment_members.c.subject_id.in_(subject_ids),
    )
    return list(await connection.execute(found))


async def segments_of(connection: Connection, workspace_id: UUID, subject_id: UUID) -> list[Row[Any]]:
    """That a lead or an account is in, by their names."""
    same = and_(
        segments.c.workspace_id == segment_members.c.workspace_id,
        segments.c.segment_id == segment_members.c.segment_id,
    )
    found: Select[Any] = (
        select(segments.c.segment_id, segments.c.name, segment_members.c.since, segment_members.c.why)
        .select_from(segment_members.join(segments, same))
        .where(segment_members.c.workspace_id == workspace_id, segment_members.c.subject_id == subject_id)
        .order_by(sort_text(segments.c.name), segments.c.segment_id)
    )
    return list(await connection.execute(found))


async def kept_out_of(
    connection: Connection, workspace_id: UUID, subject_ids: Collection[UUID]
) -> list[Row[Any]]:
    """Segments that any of these is kept out of by hand, and by whom."""
    same = and_(
        segments.c.workspace_id == segment_hands.c.workspace_id,
        segments.c.segment_id == segment_hands.c.segment_id,
    )
    found: Select[Any] = (
        select(segments.c.segment_id, segments.c.name, segment_hands.c.set_by, segment_hands.c.set_at)
        .select_from(segment_hands.join(segments, same))
        .where(
            segment_hands.c.workspace_id == workspace_id,
            segment_hands.c.subject_id.in_(subject_ids),
            segment_hands.c.wish == "out",
        )
        .order_by(sort_text(segments.c.name), segment_hands.c.set_at)
    )
    return list(await connection.execute(found))
