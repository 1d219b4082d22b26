from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, insert, select, text, update

from kenbun.database import Connection
from kenbun.segments.tables import (
    segment_changes,
    segment_evaluations,
    segment_hands,
    segment_members,
    segment_versions,
    segments,
)

_STAMP = text("""
    SELECT count(*) AS number, max(s.changed_at) AS changed_at, EXISTS (
        SELECT FROM segment_evaluations e WHERE e.workspace_id = :workspace_id AND e.noting
    ) AS noting
    FROM segments s WHERE s.workspace_id = :workspace_id
""")

_SAME_NAME = text("""
    SELECT segment_id FROM segments
    WHERE workspace_id = :workspace_id AND kind = :kind
      AND casefold(name COLLATE pg_unicode_fast) = casefold(:name COLLATE pg_unicode_fast)
""")

_ADD_VERSION = text("""
    INSERT INTO segment_versions
        (workspace_id, segment_id, number, name, description, active, conditions, changed_at, changed_by)
    SELECT :workspace_id, s.segment_id,
           (SELECT coalesce(max(v.number), 0) + 1 FROM segment_versions v
            WHERE v.workspace_id = :workspace_id AND v.segment_id = :segment_id),
           s.name, s.description, s.active, s.conditions, s.changed_at, :by
    FROM segments s WHERE s.workspace_id = :workspace_id AND s.segment_id = :segment_id
""")

_EVERY_TABLE = (
    segment_members,
    segment_hands,
    segment_changes,
    segment_versions,
    segment_evaluations,
    segments,
)


class Stamp(NamedTuple):
    """Another one whenever a segment has come, gone or changed; and whether whom anything happens to is to be noted."""

    number: int
    changed_at: datetime | None
    noting: bool


async def listed(connection: Connection, workspace_id: UUID, kind: str | None) -> Sequence[Any]:
    found = _with_progress(workspace_id)
    if kind:
        found = found.where(segments.c.kind == kind)
    by_name = func.casefold(segments.c.name.collate("pg_unicode_fast"))
    rows: Sequence[Any] = (await connection.execute(found.order_by(by_name, segments.c.segment_id))).all()
    return rows


async def one(connection: Connection, workspace_id: UUID, segment_id: UUID) -> Any:
    found = _with_progress(workspace_id).where(segments.c.segment_id == segment_id)
    return (await connection.execute(found)).one_or_none()


def _with_progress(workspace_id: UUID) -> Select[Any]:
    evaluating = and_(
        segment_evaluations.c.workspace_id == workspace_id,
        segment_evaluations.c.segment_id == segments.c.segment_id,
    )
    return (
        select(segments, segment_evaluations.c.done, segment_evaluations.c.total)
        .outerjoin(segment_evaluations, evaluating)
        .where(segments.c.workspace_id == workspace_id)
    )


async def stamp(connection: Connection, workspace_id: UUID) -> Stamp:
    row = (await connection.execute(_STAMP, {"workspace_id": workspace_id})).one()
    return Stamp(row.number, row.changed_at, row.noting)


async def active(connection: Connection, workspace_id: UUID) -> Sequence[Any]:
    """Those that have members: id, kind and conditions."""
    found = select(segments.c.segment_id, segments.c.kind, segments.c.conditions).where(
        segments.c.workspace_id == workspace_id, segments.c.active
    )
    return (await connection.execute(found.order_by(segments.c.segment_id))).all()


async def named(connection: Connection, workspace_id: UUID, kind: str, name: str) -> UUID | None:
    values = {"workspace_id": workspace_id, "kind": kind, "name": name}
    found: UUID | None = (await connection.execute(_SAME_NAME, values)).scalar()
    return found


async def add(
    connection: Connection,
    workspace_id: UUID,
    segment_id: UUID,
    kind: str,
    definition: dict[str, Any],
    now: datetime,
) -> None:
    values = {"workspace_id": workspace_id, "segment_id": segment_id, "kind": kind, **definition}
    await connection.execute(insert(segments).values(created_at=now, changed_at=now, **values))


async def change(
    connection: Connection, workspace_id: UUID, segment_id: UUID, definition: dict[str, Any], now: datetime
) -> None:
    await connection.execute(
        update(segments)
        .where(segments.c.workspace_id == workspace_id, segments.c.segment_id == segment_id)
        .values(changed_at=now, **definition)
    )


async def add_version(connection: Connection, workspace_id: UUID, segment_id: UUID, by: str) -> None:
    """What it is now."""
    values = {"workspace_id": workspace_id, "segment_id": segment_id, "by": by}
    await connection.execute(_ADD_VERSION, values)


async def versions(
    connection: Connection, workspace_id: UUID, segment_id: UUID, limit: int, offset: int
) -> Sequence[Any]:
    found = _versions(workspace_id, segment_id).order_by(segment_versions.c.number.desc())
    rows: Sequence[Any] = (await connection.execute(found.limit(limit).offset(offset))).all()
    return rows


async def version(connection: Connection, workspace_id: UUID, segment_id: UUID, number: int) -> Any:
    found = _versions(workspace_id, segment_id).where(segment_versions.c.number == number)
    return (await connection.execute(found)).one_or_none()


async def count_versions(connection: Connection, workspace_id: UUID, segment_id: UUID) -> int:
    counted = select(func.count()).select_from(_versions(workspace_id, segment_id).subquery())
    return int((await connection.execute(counted)).scalar_one())


def _versions(workspace_id: UUID, segment_id: UUID) -> Select[Any]:
    return select(segment_versions).where(
        segment_versions.c.workspace_id == workspace_id, segment_versions.c.segment_id == segment_id
    )


async def remove(connection: Connection, workspace_id: UUID, segment_id: UUID) -> None:
    """With all that is kept of it."""
    for table in _EVERY_TABLE:
        await connection.execute(
            delete(table).where(table.c.workspace_id == workspace_id, table.c.segment_id == segment_id)
        )
