"""What fields were at a past time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_FIELDS_AT = text("""
    SELECT field, value FROM (
        SELECT DISTINCT ON (field) field, value FROM field_changes
        WHERE workspace_id = :workspace_id AND subject = :subject AND subject_id = :subject_id AND changed_at <= :at
        ORDER BY field, changed_at DESC, change_id DESC
    ) AS latest
    WHERE jsonb_typeof(value) <> 'null'
""")


async def fields_at(
    connection: Connection, workspace_id: UUID, subject: str, subject_id: UUID, at: datetime
) -> dict[str, Any]:
    """The fields of a lead or account (`subject`) as they were shown at `at`; exact for a settled tick."""
    rows = await connection.execute(
        _FIELDS_AT, {"workspace_id": workspace_id, "subject": subject, "subject_id": subject_id, "at": at}
    )
    return {row.field: row.value for row in rows}
