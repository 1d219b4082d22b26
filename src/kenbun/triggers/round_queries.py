"""How far what happened has been judged, and whether anything waits to be."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.triggers.spans import LAST, Place, Stretch

_ROUND = text("""
    SELECT count(*) AS number, max(t.changed_at) AS changed_at, min(t.active_since) AS waiting_since,
           max(r.judged_until) AS judged_until, max(r.silent_at) AS silent_at,
           (array_agg(r.silent_subject_id))[1] AS silent_subject_id
    FROM triggers t
    LEFT JOIN trigger_rounds r ON r.workspace_id = :workspace_id
    WHERE t.workspace_id = :workspace_id
""")

_JUDGED = text("""
    INSERT INTO trigger_rounds AS r (workspace_id, judged_until) VALUES (:workspace_id, :until)
    ON CONFLICT (workspace_id) DO UPDATE SET judged_until = excluded.judged_until
""")

_SILENT = text("""
    UPDATE trigger_rounds SET silent_at = :at, silent_subject_id = :subject_id WHERE workspace_id = :workspace_id
""")


class Round(NamedTuple):
    """`stamp` is another one whenever a trigger has come, gone or changed; `since` is up to when all is judged, none
    where nothing waits for anything. `until` is its end in fact, and `silent` likewise that of what is no news."""

    stamp: tuple[int, datetime | None]
    since: datetime | None
    until: datetime | None
    silent: Place | None

    @property
    def silence(self) -> Stretch | None:
        """Where what is no news is to be judged next: behind news."""
        if self.silent is None or self.until is None or self.silent >= Place(self.until, LAST):
            return None
        return Stretch(self.silent, self.until)


async def read_round(connection: Connection, workspace_id: UUID) -> Round:
    row = (await connection.execute(_ROUND, {"workspace_id": workspace_id})).one()
    times = [at for at in (row.waiting_since, row.judged_until) if at is not None]
    waiting = row.waiting_since
    silent = Place(waiting, LAST) if waiting else None
    if waiting and row.silent_at and row.silent_at >= waiting:
        silent = Place(row.silent_at, row.silent_subject_id)
    since = max(times) if waiting else None
    return Round((row.number, row.changed_at), since, row.judged_until, silent)


async def judged(connection: Connection, workspace_id: UUID, until: datetime) -> None:
    await connection.execute(_JUDGED, {"workspace_id": workspace_id, "until": until})


async def passed_over(connection: Connection, workspace_id: UUID, place: Place) -> None:
    """What is no news is judged up to there."""
    await connection.execute(_SILENT, {"workspace_id": workspace_id, **place._asdict()})
