"""Segments by their names, and who is in them, for the statements of lists."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.lists.text_queries import sort_text
from kenbun.segments.tables import segment_changes as changes
from kenbun.segments.tables import segment_members, segments

if TYPE_CHECKING:
    from kenbun.lists.segments import InSegment, Kind

_NAMED: tuple[ColumnElement[Any], ...] = (segments.c.segment_id, segments.c.kind, segments.c.name)


async def named(
    connection: Connection, workspace_id: UUID, segment_ids: Collection[UUID]
) -> dict[UUID, Row[Any]]:
    """Those of these that there are, with their kinds and names."""
    found = select(*_NAMED).where(
        segments.c.workspace_id == workspace_id, segments.c.segment_id.in_(segment_ids)
    )
    return {row.segment_id: row for row in await connection.execute(found)}


async def active(connection: Connection, workspace_id: UUID) -> list[Row[Any]]:
    """Those that have members, by their names."""
    found = select(*_NAMED).where(segments.c.workspace_id == workspace_id, segments.c.active)
    return list(await connection.execute(found.order_by(sort_text(segments.c.name), segments.c.segment_id)))


def members(workspace_id: UUID, segment_id: UUID) -> Select[Any]:
    """The ids of those who are in, as a statement."""
    return select(segment_members.c.subject_id).where(
        segment_members.c.workspace_id == workspace_id, segment_members.c.segment_id == segment_id
    )


def since_in(
    workspace_id: UUID, chosen: Collection[InSegment], kind: Kind, key: ColumnElement[Any]
) -> ScalarSelect[Any] | None:
    """Since when the lead or account with this id is in the first of the segments of its kind that a list is of; None
    where the list is of none."""
    first = next((one.segment_id for one in chosen if one.inside and one.kind == kind), None)
    if first is None:
        return None
    return (
        select(segment_members.c.since)
        .where(
            segment_members.c.workspace_id == workspace_id,
            segment_members.c.segment_id == first,
            segment_members.c.subject_id == key,
        )
        .scalar_subquery()
    )


def names_of(workspace_id: UUID, key: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Of the segments that the lead or account with this id is in, by name."""
    same = and_(
        segments.c.workspace_id == segment_members.c.workspace_id,
        segments.c.segment_id == segment_members.c.segment_id,
    )
    return (
        select(func.array_agg(aggregate_order_by(segments.c.name, sort_text(segments.c.name))))
        .select_from(segment_members.join(segments, same))
        .where(segment_members.c.workspace_id == workspace_id, segment_members.c.subject_id == key)
        .scalar_subquery()
    )


def is_in(
    key: ColumnElement[Any], workspace_id: UUID, segment_id: UUID, *, inside: bool
) -> ColumnElement[bool]:
    """Whether the lead or account with this id is in; nobody is in no segment."""
    if inside:
        return key.in_(members(workspace_id, segment_id))
    return ~members(workspace_id, segment_id).where(segment_members.c.subject_id == key).exists()


async def segment_changes(
    connection: Connection, workspace_id: UUID, subject_id: UUID, since: datetime, until: datetime, limit: int
) -> list[dict[str, Any]]:
    """The latest times in [since, until) that a lead or an account came into a segment, or left one, the latest
    first, with the leaf that let it in, or holds no longer."""
    same = and_(
        segments.c.workspace_id == changes.c.workspace_id, segments.c.segment_id == changes.c.segment_id
    )
    found = (
        select(
            changes.c.at.label("changed_at"),
            changes.c.entered,
            changes.c.cause,
            changes.c.leaf,
            changes.c.segment_id,
            segments.c.name,
        )
        .select_from(changes.join(segments, same))
        .where(
            changes.c.workspace_id == workspace_id,
            changes.c.subject_id == subject_id,
            changes.c.at >= since,
            changes.c.at < until,
        )
        .order_by(changes.c.at.desc(), changes.c.change_id.desc())
        .limit(limit)
    )
    rows = await connection.execute(found)
    return [dict(row._mapping) | {"segment_id": public("seg", row.segment_id)} for row in rows]
