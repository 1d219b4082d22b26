from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.database import Connection
from kenbun.triggers.spans import Span, Stretch, Which

_CHANGES = """
    SELECT c.segment_id, c.subject_id, c.at, c.entered, c.cause, c.fires, s.name
    FROM segment_changes c
    JOIN segments s ON s.workspace_id = :workspace_id AND s.segment_id = c.segment_id
    WHERE c.workspace_id = :workspace_id AND c.segment_id = ANY(cast(:segment_ids AS uuid[]))
      AND c.at > :since AND c.at <= :until {which}
    ORDER BY {order} c.change_id
    {limit}
"""
_OF: dict[Which, TextClause] = {
    "all": text(_CHANGES.format(which="", order="c.at,", limit="")),
    "news": text(_CHANGES.format(which="AND c.fires", order="c.at,", limit="")),
}
_SILENT = text(
    _CHANGES.format(
        which="AND NOT c.fires AND (c.at, c.subject_id) > (:after, :after_subject)",
        order="c.at, c.subject_id,",
        limit="LIMIT :most",
    )
)


async def changes(
    connection: Connection, workspace_id: UUID, segment_ids: list[UUID], span: Span, which: Which
) -> Sequence[Any]:
    values = {"workspace_id": workspace_id, "segment_ids": segment_ids, **span._asdict()}
    return (await connection.execute(_OF[which], values)).all()


async def silent(
    connection: Connection, workspace_id: UUID, segment_ids: list[UUID], stretch: Stretch, most: int
) -> Sequence[Any]:
    """Those that are no news, by subjects within each tick."""
    values = {"workspace_id": workspace_id, "segment_ids": segment_ids, "most": most, **stretch.values}
    return (await connection.execute(_SILENT, values)).all()
