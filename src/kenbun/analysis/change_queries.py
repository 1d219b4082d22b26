from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select

from kenbun.database import Connection
from kenbun.kit.paging import Paging
from kenbun.segments.tables import segment_changes

_LATEST = (segment_changes.c.at.desc(), segment_changes.c.change_id.desc())


class Asked(NamedTuple):
    """Entries alone, exits alone, or both; of [since, until)."""

    workspace_id: UUID
    segment_id: UUID
    entered: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


async def page(connection: Connection, asked: Asked, paging: Paging) -> tuple[Sequence[Row[Any]], int]:
    """The latest first, and how many there are."""
    counted = select(func.count()).select_from(segment_changes).where(*_conditions(asked))
    total = int((await connection.execute(counted)).scalar_one())
    found = select(segment_changes).where(*_conditions(asked)).order_by(*_LATEST)
    rows = (await connection.execute(found.offset(paging.offset).limit(paging.limit))).all()
    return rows, total


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found = [
        segment_changes.c.workspace_id == asked.workspace_id,
        segment_changes.c.segment_id == asked.segment_id,
    ]
    if asked.entered is not None:
        found.append(segment_changes.c.entered.is_(asked.entered))
    if asked.since is not None:
        found.append(segment_changes.c.at >= asked.since)
    if asked.until is not None:
        found.append(segment_changes.c.at < asked.until)
    return found
