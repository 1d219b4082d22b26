from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

Span = tuple[datetime, datetime]
"""From, until."""

# A lead's sessions do not overlap, so the last one started before a time is the only earlier one that can reach it.
_SESSIONS = text("""
    SELECT s.lead_id, s.started_at, s.ended_at
    FROM unnest(cast(:sinces AS timestamptz[]), cast(:untils AS timestamptz[])) AS span (since, until)
    JOIN leads l ON l.workspace_id = :workspace_id AND l.account_id = :account_id AND l.last_active_at >= span.since
    CROSS JOIN LATERAL (
        SELECT s.lead_id, s.started_at, s.ended_at FROM sessions s
        WHERE s.workspace_id = :workspace_id AND s.lead_id = l.lead_id
          AND s.started_at <= span.until AND s.ended_at >= span.since
          AND s.started_at >= coalesce(
              (SELECT max(p.started_at) FROM sessions p
               WHERE p.workspace_id = :workspace_id AND p.lead_id = l.lead_id AND p.started_at <= span.since),
              '-infinity')
    ) AS s
""")

_PEOPLE = text("""
    SELECT span.number, count(*) AS people
    FROM unnest(cast(:sinces AS timestamptz[]), cast(:untils AS timestamptz[])) WITH ORDINALITY
      AS span (since, until, number)
    JOIN leads l ON l.workspace_id = :workspace_id AND l.account_id = :account_id AND l.last_active_at >= span.since
    WHERE (SELECT s.ended_at FROM sessions s
           WHERE s.workspace_id = :workspace_id AND s.lead_id = l.lead_id AND s.started_at < span.until
           ORDER BY s.started_at DESC LIMIT 1) >= span.since
    GROUP BY span.number
""")


async def sessions_in(
    connection: Connection, workspace_id: UUID, account_id: UUID, spans: Sequence[Span]
) -> Sequence[Row[Any]]:
    """Those of the account's leads that touch one of the spans, which lie apart."""
    return (await connection.execute(_SESSIONS, _values(workspace_id, account_id, spans))).all()


async def people_in(
    connection: Connection, workspace_id: UUID, account_id: UUID, spans: Sequence[Span]
) -> list[int]:
    """How many of the account's leads were active within each span; its end is outside."""
    rows = await connection.execute(_PEOPLE, _values(workspace_id, account_id, spans))
    found = {row.number: row.people for row in rows}
    return [found.get(number, 0) for number in range(1, len(spans) + 1)]


def _values(workspace_id: UUID, account_id: UUID, spans: Sequence[Span]) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "account_id": account_id,
        "sinces": [since for since, _ in spans],
        "untils": [until for _, until in spans],
    }
