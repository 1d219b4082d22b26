"""Many brought in, or taken out, by one statement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.segments.members.member_queries import add_to_counts
from kenbun.segments.members.wish_queries import Wish

_NOTED = """
    INSERT INTO segment_changes (workspace_id, segment_id, subject_id, entered, at, cause, fires)
    SELECT :workspace_id, :segment_id, subject_id, {entered}, :now, 'hand', true FROM moved
    RETURNING subject_id
"""

# Whoever is in already has another reason now.
_IN = text(f"""
    WITH put AS (
        INSERT INTO segment_members AS m (workspace_id, segment_id, subject_id, since, why)
        SELECT :workspace_id, :segment_id, t.id, :now, cast('[{{"by_hand": true}}]' AS jsonb)
        FROM unnest(cast(:subject_ids AS uuid[])) AS t (id)
        ON CONFLICT (workspace_id, segment_id, subject_id) DO UPDATE SET why = excluded.why || m.why, why_key = 0
        WHERE NOT m.why @> excluded.why
        RETURNING new.subject_id, old.subject_id IS NULL AS entered
    ),
    moved AS (SELECT subject_id FROM put WHERE entered)
    {_NOTED.format(entered="true")}
""")  # noqa: S608 - our own text

_OUT = text(f"""
    WITH moved AS (
        DELETE FROM segment_members m USING unnest(cast(:subject_ids AS uuid[])) AS t (id)
        WHERE m.workspace_id = :workspace_id AND m.segment_id = :segment_id AND m.subject_id = t.id
        RETURNING m.subject_id
    )
    {_NOTED.format(entered="false")}
""")  # noqa: S608


async def bring(
    connection: Connection,
    workspace_id: UUID,
    segment_id: UUID,
    subject_ids: Collection[UUID],
    wish: Wish,
    now: datetime,
) -> list[UUID]:
    """Answers who came in, or went out."""
    values = {
        "workspace_id": workspace_id,
        "segment_id": segment_id,
        "subject_ids": list(subject_ids),
        "now": now,
    }
    moved = list((await connection.execute(_IN if wish == "in" else _OUT, values)).scalars())
    more = len(moved) if wish == "in" else -len(moved)
    await add_to_counts(connection, workspace_id, {segment_id: more} if more else {})
    return moved
