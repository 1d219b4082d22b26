from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Text, case, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on

from kenbun.database import Connection
from kenbun.segments.tables import segment_changes, segment_hands, segment_versions


async def savers(
    connection: Connection, workspace_id: UUID, segment_ids: Collection[UUID]
) -> dict[UUID, str]:
    """Who saved each of these last."""
    found = (
        select(segment_versions.c.segment_id, segment_versions.c.changed_by)
        .ext(distinct_on(segment_versions.c.segment_id))
        .where(
            segment_versions.c.workspace_id == workspace_id,
            segment_versions.c.segment_id.in_(segment_ids),
        )
        .order_by(segment_versions.c.segment_id, segment_versions.c.number.desc())
    )
    return {row.segment_id: row.changed_by for row in await connection.execute(found)}


async def balances(
    connection: Connection, workspace_id: UUID, segment_ids: Collection[UUID], since: datetime, zone: str
) -> Sequence[Row[Any]]:
    """Of each segment and day of the zone on which anybody came or went: how many more came than went."""
    days = (
        select(
            segment_changes.c.segment_id,
            func.date_trunc(literal("day", Text), func.timezone(zone, segment_changes.c.at)).label("day"),
            case((segment_changes.c.entered, 1), else_=-1).label("balance"),
        )
        .where(
            segment_changes.c.workspace_id == workspace_id,
            segment_changes.c.segment_id.in_(segment_ids),
            segment_changes.c.at >= since,
        )
        .subquery("days")
    )
    found: Select[Any] = select(days.c.segment_id, days.c.day, func.sum(days.c.balance).label("balance"))
    rows: Sequence[Row[Any]] = (await connection.execute(found.group_by(days.c.segment_id, days.c.day))).all()
    return rows


async def set_by_hand(connection: Connection, workspace_id: UUID, segment_id: UUID) -> int:
    """Of how many people have said that they are in, or kept out."""
    found = (
        select(func.count())
        .select_from(segment_hands)
        .where(segment_hands.c.workspace_id == workspace_id, segment_hands.c.segment_id == segment_id)
    )
    return int((await connection.execute(found)).scalar_one())
