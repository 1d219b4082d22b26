"""What fields were at past times."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_FIELDS_AT = text("""
    SELECT field, value FROM (
        SELECT DISTINCT ON (field) field, value FROM field_changes
        WHERE workspace_id = :workspace_id AND subject = :subject AND subject_id = :subject_id AND changed_at <= :at
        ORDER BY field, changed_at DESC, change_id DESC
    ) AS latest
    WHERE jsonb_typeof(value) <> 'null'
""")


_HISTORY = text("""
    SELECT value, origin, happened_at, changed_at, subject = 'merged' AS merged FROM field_changes
    WHERE workspace_id = :workspace_id AND subject IN (:subject, 'merged') AND subject_id = :subject_id
      AND field = :field
    ORDER BY changed_at DESC, change_id DESC
    LIMIT :limit
""")


async def history_of(
    connection: Connection, workspace_id: UUID, subject: str, subject_id: UUID, field: str, limit: int
) -> Sequence[Row[Any]]:
    """What the field showed, the latest first; null from when on it showed nothing. Of roots that others are merged
    into, what they showed together with those (`merged`) beside what they would have shown alone."""
    values = {"workspace_id": workspace_id, "subject": subject, "subject_id": subject_id, "field": field}
    return (await connection.execute(_HISTORY, values | {"limit": limit})).all()


async def fields_at(
    connection: Connection, workspace_id: UUID, subject: str, subject_id: UUID, at: datetime
) -> dict[str, Any]:
    """The fields of a lead or account (`subject`) as they were shown at `at`; exact for a settled tick."""
    rows = await connection.execute(
        _FIELDS_AT, {"workspace_id": workspace_id, "subject": subject, "subject_id": subject_id, "at": at}
    )
    return {row.field: row.value for row in rows}
