from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from kenbun.analysis.kinds import Members
from kenbun.database import Connection
from kenbun.leads.lists.count_queries import plan_each
from kenbun.segments.tables import segment_changes, segment_members, segments


async def segments_of(
    connection: Connection, workspace_id: UUID, segment_ids: Sequence[UUID]
) -> dict[UUID, Row[Any]]:
    found = select(segments).where(
        segments.c.workspace_id == workspace_id, segments.c.segment_id.in_(segment_ids)
    )
    return {row.segment_id: row for row in await connection.execute(found)}


async def numbers(
    connection: Connection, of: Members, everybody: Any, segment_ids: Sequence[UUID], active_after: datetime
) -> dict[UUID, Row[Any]]:
    """Of each that has members, among all whom the list shows; without those who have none."""
    await plan_each(connection)
    counted = (
        select(
            segment_members.c.segment_id,
            func.count().label("members"),
            func.count().filter(of.table.c.last_active_at > active_after).label("active"),
            func.avg(of.scores[of.levels_of]).label("average"),
        )
        .select_from(of.table.join(segment_members, segment_members.c.subject_id == of.key))
        .where(
            segment_members.c.workspace_id == everybody.workspace_id,
            segment_members.c.segment_id.in_(segment_ids),
        )
    )
    listed = of.filtered(everybody, counted).group_by(segment_members.c.segment_id)
    return {row.segment_id: row for row in await connection.execute(listed)}


async def moved(
    connection: Connection, workspace_id: UUID, segment_ids: Sequence[UUID], since: datetime
) -> dict[UUID, Row[Any]]:
    """Entries and exits from then on, of each segment that had any."""
    counted = (
        select(
            segment_changes.c.segment_id,
            func.count().filter(segment_changes.c.entered).label("entered"),
            func.count().filter(~segment_changes.c.entered).label("went"),
        )
        .where(
            segment_changes.c.workspace_id == workspace_id,
            segment_changes.c.segment_id.in_(segment_ids),
            segment_changes.c.at >= since,
        )
        .group_by(segment_changes.c.segment_id)
    )
    return {row.segment_id: row for row in await connection.execute(counted)}
