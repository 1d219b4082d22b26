from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# The instant at which a local day begins, counted from the last tick of the day before: where clocks go back to
# midnight, PostgreSQL takes midnight for the later of the two, and what lies between them would be of no day.
_BEGINS = "(({day} - interval '1 microsecond') AT TIME ZONE {zone} + interval '1 microsecond')"
_TODAY = "date_trunc('day', {at} AT TIME ZONE {zone})"


def _day(at: str, zone: str, days_on: int = 0) -> str:
    """When the local day of an instant begins, or one so many days later."""
    day = f"({_TODAY.format(at=at, zone=zone)} + interval '{days_on} days')"
    return _BEGINS.format(day=day, zone=zone)


# The end of the last day that is to be thinned out, in the workspace's zone.
_UNTIL = text(f"""
    SELECT {_day("(cast(:now AS timestamptz) - make_interval(days => history_days))", "time_zone")} AS until
    FROM workspaces WHERE workspace_id = :workspace_id
""")  # noqa: S608 (words of ours)

# Whole days: some of the old hours say whose days these are, and then all their hours go.
_THIN = text(f"""
    WITH zone AS (
        SELECT time_zone AS name FROM workspaces WHERE workspace_id = :workspace_id
    ), due AS (
        SELECT DISTINCT subject, subject_id, dimension, {_day("at", "zone.name")} AS day,
               {_day("at", "zone.name", 1)} AS next_day
        FROM (SELECT subject, subject_id, dimension, at FROM score_history
              WHERE workspace_id = :workspace_id AND at < :until AND NOT is_day LIMIT :limit) AS old_hours, zone
    ), gone AS (
        DELETE FROM score_history h USING due
        WHERE h.workspace_id = :workspace_id AND h.subject = due.subject AND h.subject_id = due.subject_id
          AND h.dimension = due.dimension AND h.at >= due.day
          AND h.at < due.next_day AND NOT h.is_day
        RETURNING h.subject, h.subject_id, h.dimension, due.day, h.at, h.last, h.low, h.high
    )
    INSERT INTO score_history AS h (workspace_id, subject, subject_id, dimension, at, is_day, last, low, high)
    SELECT :workspace_id, subject, subject_id, dimension, day, true, (array_agg(last ORDER BY at DESC))[1],
           min(low), max(high)
    FROM gone
    GROUP BY subject, subject_id, dimension, day
    ON CONFLICT (workspace_id, subject, subject_id, dimension, at) DO UPDATE
    SET last = excluded.last, low = least(h.low, excluded.low), high = greatest(h.high, excluded.high)
""").execution_options(preserve_rowcount=True)  # noqa: S608 (likewise)


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
