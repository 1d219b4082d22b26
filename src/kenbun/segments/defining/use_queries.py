"""Who speaks of a segment: by its id in conditions, in the query of a saved view, and anywhere in a trigger."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# Wherever in the tree a leaf asks for it.
_BY_SEGMENTS = text("""
    SELECT used.segment_id, s.segment_id AS by_id, s.name
    FROM segments s
    CROSS JOIN LATERAL jsonb_path_query(s.conditions, 'lax $.**.member_of') AS leaf (id)
    JOIN segments used ON used.workspace_id = :workspace_id AND leaf.id #>> '{}' = 'seg_' || replace(
        cast(used.segment_id AS text), '-', '')
    WHERE s.workspace_id = :workspace_id
    GROUP BY used.segment_id, s.segment_id, s.name
    ORDER BY casefold(s.name COLLATE pg_unicode_fast), s.segment_id
""")

_BY_VIEWS = text("""
    SELECT s.segment_id, v.view_id AS by_id, v.name
    FROM list_views v
    JOIN segments s ON s.workspace_id = :workspace_id
     AND strpos(v.query, 'seg_' || replace(cast(s.segment_id AS text), '-', '')) > 0
    WHERE v.workspace_id = :workspace_id
    ORDER BY casefold(v.name COLLATE pg_unicode_fast), v.view_id
""")

_BY_TRIGGERS = text("""
    SELECT s.segment_id, t.trigger_id AS by_id, t.name
    FROM triggers t
    JOIN segments s ON s.workspace_id = :workspace_id
     AND strpos(concat(t.definition, t.conditions, t.outputs),
                'seg_' || replace(cast(s.segment_id AS text), '-', '')) > 0
    WHERE t.workspace_id = :workspace_id
    ORDER BY casefold(t.name COLLATE pg_unicode_fast), t.trigger_id
""")

_COUNT_HANDS = text("""
    SELECT count(*) FROM segment_hands WHERE workspace_id = :workspace_id AND segment_id = :segment_id
""")


async def by_segments(connection: Connection, workspace_id: UUID) -> list[tuple[UUID, UUID, str]]:
    """Which one is used, and by which, with the name of that."""
    rows = await connection.execute(_BY_SEGMENTS, {"workspace_id": workspace_id})
    return [tuple(row) for row in rows]


async def by_views(connection: Connection, workspace_id: UUID) -> list[tuple[UUID, UUID, str]]:
    """Likewise."""
    rows = await connection.execute(_BY_VIEWS, {"workspace_id": workspace_id})
    return [tuple(row) for row in rows]


async def by_triggers(connection: Connection, workspace_id: UUID) -> list[tuple[UUID, UUID, str]]:
    """Likewise."""
    rows = await connection.execute(_BY_TRIGGERS, {"workspace_id": workspace_id})
    return [tuple(row) for row in rows]


async def count_hands(connection: Connection, workspace_id: UUID, segment_id: UUID) -> int:
    """Of how many leads, or accounts, people have said something."""
    values = {"workspace_id": workspace_id, "segment_id": segment_id}
    return int((await connection.execute(_COUNT_HANDS, values)).scalar_one())
