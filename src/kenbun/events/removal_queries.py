"""Taking stored events away, with what filters said of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# What filters suppress is counted by the day on which it happened.
_UNCOUNT = text("""
    UPDATE filter_counts c SET suppressed = c.suppressed - gone.suppressed
    FROM (
        SELECT s.filter_id, cast(e.happened_at AT TIME ZONE 'UTC' AS date) AS day, count(*) AS suppressed
        FROM event_suppressions s
        JOIN events e ON e.workspace_id = :workspace_id AND e.event_id = s.event_id
        WHERE s.workspace_id = :workspace_id AND s.held_to IS NULL AND s.event_id = ANY(cast(:event_ids AS uuid[]))
        GROUP BY 1, 2
    ) AS gone
    WHERE c.workspace_id = :workspace_id AND c.filter_id = gone.filter_id AND c.day = gone.day
""")

_THESE = "workspace_id = :workspace_id AND event_id = ANY(cast(:event_ids AS uuid[]))"
_BY_EVENT = tuple(
    text(f"DELETE FROM {table} WHERE {_THESE}")  # noqa: S608 - our names
    for table in ("event_suppressions", "stray_calls", "events")
)


async def drop_events(connection: Connection, workspace_id: UUID, event_ids: Sequence[UUID]) -> None:
    """What follows for leads, sessions and scores is the caller's."""
    values = {"workspace_id": workspace_id, "event_ids": list(event_ids)}
    await connection.execute(_UNCOUNT, values)
    for statement in _BY_EVENT:
        await connection.execute(statement, values)
