from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

Moment = tuple[datetime, UUID]
"""When which lead was active."""
Span = tuple[datetime, datetime]
"""From, until; its end is outside."""

# What the account's people did from the first span to the last, read from one index lead by lead. `bounds` are the ends
# of the spans, which lie apart: who is within one has an odd number of them behind.
_ACTIVE = """
    active AS MATERIALIZED (
        SELECT e.lead_id, e.happened_at, width_bucket(e.happened_at, cast(:bounds AS timestamptz[])) AS behind
        FROM leads l
        CROSS JOIN LATERAL (
            SELECT e.lead_id, e.happened_at FROM events e
            WHERE e.workspace_id = :workspace_id AND e.lead_id = l.lead_id
              AND e.happened_at >= :first AND e.happened_at < :last
              AND e.channel <> 'system' AND e.suppressed IS NULL
        ) AS e
        WHERE l.workspace_id = :workspace_id AND l.account_id = :account_id AND l.last_active_at >= :first
    )
"""

_NEAR = text(f"""
    WITH {_ACTIVE}, moment AS (
        SELECT * FROM unnest(cast(:times AS timestamptz[]), cast(:lead_ids AS uuid[])) WITH ORDINALITY
          AS t (happened_at, lead_id, number)
    )
    SELECT m.number, array_agg(DISTINCT a.lead_id) AS others
    FROM (SELECT * FROM active WHERE behind % 2 = 1) AS a
    JOIN moment m ON a.happened_at > m.happened_at - :near AND a.happened_at < m.happened_at + :near
                 AND a.lead_id <> m.lead_id
    GROUP BY m.number
""")  # noqa: S608 - our own text

_PEOPLE = text(f"""
    WITH {_ACTIVE}
    SELECT behind, count(DISTINCT lead_id) AS people FROM active WHERE behind % 2 = 1 GROUP BY behind
""")  # noqa: S608


async def others_near(
    connection: Connection,
    workspace_id: UUID,
    account_id: UUID,
    moments: Sequence[Moment],
    spans: Sequence[Span],
    near: timedelta,
) -> dict[int, frozenset[UUID]]:
    """By the moment's place the other leads of the account who were active less than `near` from it; none, no entry.

    The spans, in order, are the time around all moments.
    """
    values = _values(workspace_id, account_id, spans) | {
        "times": [at for at, _ in moments],
        "lead_ids": [lead_id for _, lead_id in moments],
        "near": near,
    }
    return {row.number - 1: frozenset(row.others) for row in await connection.execute(_NEAR, values)}


async def people_in(
    connection: Connection, workspace_id: UUID, account_id: UUID, spans: Sequence[Span]
) -> list[int]:
    """How many of the account's leads were active within each span. They come in order."""
    rows = await connection.execute(_PEOPLE, _values(workspace_id, account_id, spans))
    found = {row.behind: row.people for row in rows}
    return [found.get(2 * place + 1, 0) for place in range(len(spans))]


def _values(workspace_id: UUID, account_id: UUID, spans: Sequence[Span]) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "account_id": account_id,
        "bounds": [bound for span in spans for bound in span],
        "first": spans[0][0],
        "last": spans[-1][1],
    }
