from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection
from kenbun.identity.rooted_queries import ROOTED
from kenbun.mapping.shown_queries import shown_of

# What was set by hand stands over what calls have said; a value that was emptied is null, and none.
_VALUES = text("""
    SELECT field, value, origin, happened_at FROM (
        SELECT field, value, origin, happened_at FROM field_values v
        WHERE workspace_id = :workspace_id AND subject = :subject AND subject_id = :subject_id
          AND jsonb_typeof(value) <> 'null' AND NOT EXISTS (
              SELECT FROM hand_values h
              WHERE h.workspace_id = :workspace_id AND h.subject = :subject AND h.subject_id = :subject_id
                AND h.field = v.field AND jsonb_typeof(h.value) <> 'null')
        UNION ALL
        SELECT field, value, 'hand', set_at FROM hand_values
        WHERE workspace_id = :workspace_id AND subject = :subject AND subject_id = :subject_id
          AND jsonb_typeof(value) <> 'null'
    ) AS shown
    ORDER BY field
    LIMIT 500
""")

_VALUES_OF_MERGED = {
    subject: text(f"""
        WITH {shown_of(of)}
        SELECT field, value, origin, at AS happened_at FROM shown ORDER BY field LIMIT 500
    """)  # noqa: S608 - our own text
    for subject, of in ROOTED.items()
}


async def shown_values(
    connection: Connection, workspace_id: UUID, subject: str, subject_id: UUID
) -> Sequence[Row[Any]]:
    """Field, value, origin and happened_at, by name of the field."""
    if await ROOTED[subject].roots_of(connection, workspace_id, [subject_id]):
        merged = {"workspace_id": workspace_id, "root_ids": [subject_id]}
        return (await connection.execute(_VALUES_OF_MERGED[subject], merged)).all()
    values = {"workspace_id": workspace_id, "subject": subject, "subject_id": subject_id}
    return (await connection.execute(_VALUES, values)).all()
