"""The settings that alter results, and when they held."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_ADD_FIRST = text("""
    INSERT INTO setting_versions (workspace_id, number, time_zone, negative_scores, session_timeout_minutes, state,
                                  created_at, created_by, in_force_from)
    SELECT workspace_id, 1, time_zone, negative_scores, session_timeout_minutes, 'in_force', :now, 'kenbun', :now
    FROM workspaces WHERE workspace_id = :workspace_id
""")

_OPEN = text("""
    INSERT INTO setting_versions (workspace_id, number, time_zone, negative_scores, session_timeout_minutes, state,
                                  created_at, created_by)
    SELECT :workspace_id, max(number) + 1, :time_zone, :negative_scores, :session_timeout_minutes, 'building', :now, :by
    FROM setting_versions WHERE workspace_id = :workspace_id
    RETURNING number
""")

_UNDERWAY = text("""
    SELECT * FROM setting_versions WHERE workspace_id = :workspace_id AND state IN ('building', 'weaving')
""")

_LATEST = text("""
    SELECT * FROM setting_versions WHERE workspace_id = :workspace_id ORDER BY number DESC LIMIT :limit
""")

_RETIRE = text("""
    UPDATE setting_versions SET state = 'past', in_force_to = :now
    WHERE workspace_id = :workspace_id AND state = 'in_force'
""")

# Scores follow at once; sessions, where they do too, one lead after another.
_PUT_IN_FORCE = text("""
    UPDATE setting_versions s
    SET in_force_from = :now,
        state = CASE WHEN s.session_timeout_minutes = w.session_timeout_minutes THEN 'in_force' ELSE 'weaving' END
    FROM workspaces w
    WHERE s.workspace_id = :workspace_id AND s.number = :number AND w.workspace_id = :workspace_id
""")

_FOLLOW = text("""
    UPDATE workspaces w
    SET time_zone = s.time_zone, negative_scores = s.negative_scores, rewoven_up_to = NULL,
        next_session_timeout_minutes = nullif(s.session_timeout_minutes, w.session_timeout_minutes)
    FROM setting_versions s
    WHERE w.workspace_id = :workspace_id AND s.workspace_id = :workspace_id AND s.number = :number
""")

_FAIL = text("""
    UPDATE setting_versions SET state = 'failed', error = :error
    WHERE workspace_id = :workspace_id AND number = :number
""")


async def add_first(connection: Connection, workspace_id: UUID, now: datetime) -> None:
    """As the workspace begins."""
    await connection.execute(_ADD_FIRST, {"workspace_id": workspace_id, "now": now})


async def open_next(
    connection: Connection,
    workspace_id: UUID,
    now: datetime,
    *,
    by: str,
    time_zone: str,
    negative_scores: bool,
    session_timeout_minutes: int,
) -> int:
    """Answers its number."""
    values = {
        "workspace_id": workspace_id,
        "now": now,
        "by": by,
        "time_zone": time_zone,
        "negative_scores": negative_scores,
        "session_timeout_minutes": session_timeout_minutes,
    }
    number: int = (await connection.execute(_OPEN, values)).scalar_one()
    return number


async def underway(connection: Connection, workspace_id: UUID) -> Row[Any] | None:
    """The one that results do not follow in full yet."""
    found: Row[Any] | None = (
        await connection.execute(_UNDERWAY, {"workspace_id": workspace_id})
    ).one_or_none()
    return found


async def latest(connection: Connection, workspace_id: UUID, limit: int) -> list[Row[Any]]:
    rows = await connection.execute(_LATEST, {"workspace_id": workspace_id, "limit": limit})
    return list(rows.all())


async def put_in_force(connection: Connection, workspace_id: UUID, number: int, now: datetime) -> None:
    """By whoever has brought the scores to it, in the same transaction, under the tick."""
    values = {"workspace_id": workspace_id, "number": number, "now": now}
    await connection.execute(_RETIRE, values)
    await connection.execute(_PUT_IN_FORCE, values)
    await connection.execute(_FOLLOW, values)


async def fail(connection: Connection, workspace_id: UUID, number: int, error: str) -> None:
    values = {"workspace_id": workspace_id, "number": number, "error": error[:500]}
    await connection.execute(_FAIL, values)
