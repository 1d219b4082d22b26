"""How far what happened has been judged, and whether anything waits to be."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_ROUND = text("""
    SELECT count(*) AS number, max(t.changed_at) AS changed_at, min(t.active_since) AS waiting_since,
           (SELECT judged_until FROM trigger_rounds WHERE workspace_id = :workspace_id) AS judged_until
    FROM triggers t WHERE t.workspace_id = :workspace_id
""")

_JUDGED = text("""
    INSERT INTO trigger_rounds AS r (workspace_id, judged_until) VALUES (:workspace_id, :until)
    ON CONFLICT (workspace_id) DO UPDATE SET judged_until = excluded.judged_until
""")


class Round(NamedTuple):
    """`stamp` is another one whenever a trigger has come, gone or changed; `since` is up to when all is judged, none
    where nothing waits for anything."""

    stamp: tuple[int, datetime | None]
    since: datetime | None


async def read_round(connection: Connection, workspace_id: UUID) -> Round:
    row = (await connection.execute(_ROUND, {"workspace_id": workspace_id})).one()
    times = [at for at in (row.waiting_since, row.judged_until) if at is not None]
    return Round((row.number, row.changed_at), max(times) if row.waiting_since else None)


async def judged(connection: Connection, workspace_id: UUID, until: datetime) -> None:
    await connection.execute(_JUDGED, {"workspace_id": workspace_id, "until": until})
