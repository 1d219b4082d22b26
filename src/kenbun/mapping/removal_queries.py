from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# Who has a value, said by calls, set by hand or chosen in a merge; a row of history says that it is gone.
_REMOVE = text("""
    WITH chosen AS (
        SELECT subject_id FROM (
            SELECT subject_id FROM field_values
            WHERE workspace_id = :workspace_id AND subject = :subject AND field = :field
            UNION
            SELECT subject_id FROM hand_values
            WHERE workspace_id = :workspace_id AND subject = :subject AND field = :field
            UNION
            SELECT source_id FROM merges
            WHERE workspace_id = :workspace_id AND subject = :subject AND fields ? cast(:field AS text)
        ) AS valued
        LIMIT :limit
    ), said AS (
        DELETE FROM field_values USING chosen
        WHERE field_values.workspace_id = :workspace_id AND field_values.subject = :subject
          AND field_values.field = :field AND field_values.subject_id = chosen.subject_id
    ), by_hand AS (
        DELETE FROM hand_values USING chosen
        WHERE hand_values.workspace_id = :workspace_id AND hand_values.subject = :subject
          AND hand_values.field = :field AND hand_values.subject_id = chosen.subject_id
    ), merged AS (
        UPDATE merges SET fields = merges.fields - cast(:field AS text) FROM chosen
        WHERE merges.workspace_id = :workspace_id AND merges.source_id = chosen.subject_id
    )
    INSERT INTO field_changes (workspace_id, subject, subject_id, field, value, happened_at, changed_at, origin)
    SELECT :workspace_id, :subject, chosen.subject_id, :field, 'null', :now, :now, 'field removed' FROM chosen
    RETURNING subject_id
""")


async def remove_some(
    connection: Connection, workspace_id: UUID, subject: str, field: str, now: datetime, limit: int
) -> list[UUID]:
    """Answers whose values went; none are left where nobody's did."""
    values = {"workspace_id": workspace_id, "subject": subject, "field": field, "now": now, "limit": limit}
    return list((await connection.execute(_REMOVE, values)).scalars())
