"""Sessions as they are listed: those that began last first, each with the points that it brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.activity.choose import choose
from kenbun.activity.filters import Filters
from kenbun.activity.sessions import list_queries as queries
from kenbun.database import Connection
from kenbun.database.counts import total
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.scoring.points import points_in
from kenbun.scoring.span_queries import Span


@dataclass(frozen=True, slots=True)
class SessionRow:
    """`entry` and `exit` are the pages, or else the types, of its first and last activity; `points` those of the rules
    in force, after their caps and before fading."""

    session_id: str
    lead_id: str
    lead_name: str
    account_id: str | None
    account_name: str | None
    started_at: datetime
    ended_at: datetime
    duration_seconds: float
    events: int
    channels: list[str]
    entry: str | None
    exit: str | None
    points: int


@dataclass(frozen=True, slots=True)
class SessionPage:
    rows: list[SessionRow]
    total: int
    page: int
    limit: int


async def list_sessions(
    connection: Connection, workspace_id: UUID, filters: Filters, paging: Paging
) -> SessionPage:
    chosen = await choose(connection, workspace_id, filters)
    counted = await total(("sessions", chosen), lambda: queries.count(connection, chosen))
    found = await queries.page_of(connection, chosen, paging, counted) if counted > paging.offset else []
    spans = [Span(row.lead_id, row.started_at, row.ended_at) for row in found]
    points = await points_in(connection, workspace_id, spans)
    rows = [_row(row, brought) for row, brought in zip(found, points, strict=True)]
    return SessionPage(rows, counted, paging.page, paging.limit)


def _row(row: Any, points: int) -> SessionRow:
    return SessionRow(
        session_id=public("ses", row.session_id),
        lead_id=public("ld", row.lead_id),
        lead_name=row.lead_name,
        account_id=public("acct", row.account_id) if row.account_id else None,
        account_name=row.account_name,
        started_at=row.started_at,
        ended_at=row.ended_at,
        duration_seconds=(row.ended_at - row.started_at).total_seconds(),
        events=row.event_count,
        channels=sorted(row.channels),
        entry=row.entry,
        exit=row.exit,
        points=points,
    )
