from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# The end of the last day that is to be thinned out, in the workspace's zone.
_UNTIL = text("""
    SELECT date_trunc('day', cast(:now AS timestamptz) - make_interval(days => history_days), time_zone) AS until
    FROM workspaces WHERE workspace_id = :workspace_id
""")

# Whole days: some of the old hours say whose days these are, and then all their hours go.
_THIN = text("""
    WITH zone AS (
        SELECT time_zone AS name FROM workspaces WHERE workspace_id = :workspace_id
    ), due AS (
        SELECT DISTINCT subject, subject_id, dimension, date_trunc('day', at, zone.name) AS day
        FROM (SELECT subject, subject_id, dimension, at FROM score_history
              WHERE workspace_id = :workspace_id AND at < :until AND NOT is_day LIMIT :limit) AS old_hours, zone
    ), gone AS (
        DELETE FROM score_history h USING due, zone
        WHERE h.workspace_id = :workspace_id AND h.subject = due.subject AND h.subject_id = due.subject_id
          AND h.dimension = due.dimension AND h.at >= due.day
          AND h.at < date_add(due.day, interval '1 day', zone.name) AND NOT h.is_day
        RETURNING h.subject, h.subject_id, h.dimension, due.day, h.at, h.last, h.low, h.high
    )
    INSERT INTO score_history AS h (workspace_id, subject, subject_id, dimension, at, is_day, last, low, high)
    SELECT :workspace_id, subject, subject_id, dimension, day, true, (array_agg(last ORDER BY at DESC))[1],
           min(low), max(high)
    FROM gone
    GROUP BY subject, subject_id, dimension, day
    ON CONFLICT (workspace_id, subject, subject_id, dimension, at) DO UPDATE
    SET last = excluded.last, low = least(h.low, excluded.low), high = greatest(h.high, excluded.high)
""").execution_options(preserve_rowcount=True)


_DROP_MOVES = text("""
    DELETE FROM score_moves m USING (
        SELECT at, move_id FROM score_moves WHERE workspace_id = :workspace_id AND at < :until
        ORDER BY at, move_id LIMIT :limit
    ) AS old
    WHERE m.workspace_id = :workspace_id AND m.at = old.at AND m.move_id = old.move_id
""")


async def drop_moves(connection: Connection, workspace_id: UUID, until: datetime, limit: int) -> int:
    """The oldest of those before that time; answers how many there were."""
    values = {"workspace_id": workspace_id, "until": until, "limit": limit}
    return (await connection.execute(_DROP_MOVES, values)).rowcount


async def thinned_until(connection: Connection, workspace_id: UUID, now: datetime) -> datetime:
    found: datetime = (
        await connection.execute(_UNTIL, {"workspace_id": workspace_id, "now": now})
    ).scalar_one()
    return found


async def thin(connection: Connection, workspace_id: UUID, until: datetime, limit: int) -> int:
    """Makes days of about so many hours before `until`; answers how many days."""
    values = {"workspace_id": workspace_id, "until": until, "limit": limit}
    return (await connection.execute(_THIN, values)).rowcount
