from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.triggers.happening import Span

_CHANGES = text("""
    SELECT c.segment_id, c.subject_id, c.at, c.entered, c.cause, c.fires, s.name
    FROM segment_changes c
    JOIN segments s ON s.workspace_id = :workspace_id AND s.segment_id = c.segment_id
    WHERE c.workspace_id = :workspace_id AND c.segment_id = ANY(cast(:segment_ids AS uuid[]))
      AND c.at > :since AND c.at <= :until
    ORDER BY c.at, c.change_id
""")


async def changes(
    connection: Connection, workspace_id: UUID, segment_ids: list[UUID], span: Span
) -> Sequence[Any]:
    values = {"workspace_id": workspace_id, "segment_ids": segment_ids, **span._asdict()}
    return (await connection.execute(_CHANGES, values)).all()
