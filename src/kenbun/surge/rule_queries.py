"""The rule as one statement: the surges of many accounts at once, each from a time at which it does not surge.

Sums over instants, not over events: what enters and leaves the window and the days before it are steps up and down, and
their running totals are what the window holds at each instant (see `kenbun.surge`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.surge.settings import Numbers

# `resume` none: from the first event on. `received`: a condition on when events were received, for the past.
_FACTS = """
    WITH asked AS MATERIALIZED (
        SELECT account_id, coalesce(resume, '-infinity') AS resume
        FROM unnest(cast(:account_ids AS uuid[]), cast(:resumes AS timestamptz[])) AS t (account_id, resume)
    ),
    people AS MATERIALIZED (
        SELECT a.account_id, a.resume, l.lead_id
        FROM asked a JOIN leads l ON l.workspace_id = :workspace_id AND l.account_id = a.account_id
    ),
    deeds AS MATERIALIZED (
        SELECT m.account_id, m.lead_id, e.happened_at AS at, e.channel
        FROM people m
        JOIN events e ON e.workspace_id = :workspace_id AND e.lead_id = m.lead_id
        WHERE e.suppressed IS NULL AND e.channel <> 'system'
          AND e.happened_at > m.resume - cast(:span AS interval) AND e.happened_at <= :now {received}
    ),
    firsts AS MATERIALIZED (
        SELECT m.account_id, min(f.happened_at) AS first_at
        FROM people m
        CROSS JOIN LATERAL (
            SELECT e.happened_at FROM events e
            WHERE e.workspace_id = :workspace_id AND e.lead_id = m.lead_id AND e.suppressed IS NULL
              AND e.channel <> 'system' AND e.happened_at <= :now {received}
            ORDER BY e.happened_at LIMIT 1
        ) AS f
        GROUP BY m.account_id
    ),
"""

# A lead is in the window from an event on that none of its own precedes by less than the window, until that long after
# one that none follows so soon.
_SURGES = """
    neighbours AS (
        SELECT account_id, at,
               lag(at) OVER w AS before_at, lead(at) OVER w AS after_at
        FROM deeds WINDOW w AS (PARTITION BY lead_id ORDER BY at)
    ),
    steps AS (
        SELECT account_id, at, sum(recent) AS recent, sum(earlier) AS earlier, sum(leads) AS leads
        FROM (
            SELECT account_id, at, 1 AS recent, 0 AS earlier,
                   CASE WHEN at < before_at + cast(:window AS interval) THEN 0 ELSE 1 END AS leads
            FROM neighbours
            UNION ALL
            SELECT account_id, at + cast(:window AS interval), -1, 1,
                   CASE WHEN after_at < at + cast(:window AS interval) THEN 0 ELSE -1 END
            FROM neighbours
            UNION ALL
            SELECT account_id, at + cast(:span AS interval), 0, -1, 0 FROM deeds
            UNION ALL
            SELECT account_id, first_at + cast(:history AS interval), 0, 0, 0 FROM firsts
        ) AS each
        GROUP BY account_id, at
    ),
    held AS (
        SELECT account_id, at, sum(recent) OVER w AS recent, sum(leads) OVER w AS leads,
               greatest(sum(earlier) OVER w * :window_days, cast(:min_average AS numeric) * :baseline_days)
                   AS average
        FROM steps WINDOW w AS (PARTITION BY account_id ORDER BY at)
    ),
    said AS (
        SELECT h.account_id, h.at, h.recent, h.recent * :baseline_days / h.average AS ratio,
               CASE
                   WHEN h.recent < :min_events OR h.leads < :min_leads
                     OR h.recent * :baseline_days < cast(:end_ratio AS numeric) * h.average THEN 'ends'
                   WHEN h.recent * :baseline_days >= cast(:start_ratio AS numeric) * h.average
                     AND h.at >= f.first_at + cast(:history AS interval) THEN 'begins'
               END AS says
        FROM held h
        JOIN asked a ON a.account_id = h.account_id AND h.at >= a.resume
        JOIN firsts f ON f.account_id = h.account_id
    ),
    runs AS (
        SELECT *, count(says) OVER (PARTITION BY account_id ORDER BY at) AS run FROM said
    ),
    states AS (
        SELECT account_id, at, recent, ratio,
               coalesce(first_value(says) OVER (PARTITION BY account_id, run ORDER BY at) = 'begins', false) AS surging
        FROM runs
    ),
    numbered AS (
        SELECT *, count(*) FILTER (WHERE surging AND NOT was) OVER (PARTITION BY account_id ORDER BY at) AS number
        FROM (
            SELECT *, lag(surging, 1, false) OVER (PARTITION BY account_id ORDER BY at) AS was FROM states
        ) AS each
    ),
    found AS MATERIALIZED (
        SELECT account_id, min(at) AS started_at, min(at) FILTER (WHERE NOT surging) AS ended_at,
               round(max(ratio) FILTER (WHERE surging AND at <= :now), 2) AS multiplier,
               max(recent) FILTER (WHERE surging AND at <= :now) AS peak_events
        FROM numbered WHERE number > 0 GROUP BY account_id, number
    )
"""

_ROWS = f"""
    {_FACTS} {_SURGES}
    SELECT f.account_id, f.started_at, f.ended_at, f.multiplier, f.peak_events,
           count(*) FILTER (WHERE a.at >= f.started_at) AS events,
           count(DISTINCT a.lead_id) FILTER (WHERE a.at >= f.started_at) AS leads,
           coalesce(mode() WITHIN GROUP (ORDER BY a.channel COLLATE "C") FILTER (WHERE a.at >= f.started_at),
                    mode() WITHIN GROUP (ORDER BY a.channel COLLATE "C")) AS primary_channel
    FROM found f
    LEFT JOIN deeds a ON a.account_id = f.account_id AND a.at > f.started_at - cast(:window AS interval)
                    AND a.at < f.ended_at
    GROUP BY f.account_id, f.started_at, f.ended_at, f.multiplier, f.peak_events
    ORDER BY f.account_id, f.started_at
"""  # noqa: S608 - parts of our own
_FOUND = text(_ROWS.format(received=""))
_FOUND_THEN = text(_ROWS.format(received="AND e.received_at <= :now"))

_OUTLOOK = text(f"""
    {_FACTS.format(received="")} counted AS (
        SELECT account_id,
               count(*) FILTER (WHERE at > cast(:now AS timestamptz) - cast(:window AS interval) - interval '1 day')
                   AS recent,
               count(*) FILTER (WHERE at > cast(:now AS timestamptz) - cast(:span AS interval) + interval '1 day'
                   AND at <= cast(:now AS timestamptz) - cast(:window AS interval) - interval '1 day') AS earlier
        FROM deeds GROUP BY account_id
    )
    SELECT f.account_id, f.first_at, coalesce(c.recent, 0) AS recent, coalesce(c.earlier, 0) AS earlier
    FROM firsts f LEFT JOIN counted c ON c.account_id = f.account_id
""")  # noqa: S608


class Surge(NamedTuple):
    """`ended_at` can be yet to come: if nothing happens until then. So can a whole surge."""

    account_id: UUID
    started_at: datetime
    ended_at: datetime | None
    events: int
    leads: int
    primary_channel: str
    multiplier: Decimal
    peak_events: int


class Outlook(NamedTuple):
    """What an account has done: at first, within a window and a day, and in the days before that stay before it for
    a day."""

    first_at: datetime
    recent: int
    earlier: int


async def find(
    connection: Connection,
    workspace_id: UUID,
    numbers: Numbers,
    resumes: Mapping[UUID, datetime | None],
    now: datetime,
    *,
    then: bool = False,
) -> list[Surge]:
    """Of each account those from the given time on, at which it must not surge; none: from its first event on.

    Also what begins and ends after `now` if nothing more happens: see `begun`. `then`: by what had been received by
    `now`, a tick of the past, of those who are the account's leads today.
    """
    if not resumes:
        return []
    statement = _FOUND_THEN if then else _FOUND
    rows = await connection.execute(statement, _values(workspace_id, numbers, resumes, now))
    return [Surge(*(getattr(row, name) for name in Surge._fields)) for row in rows]


def begun(found: Sequence[Surge], now: datetime) -> list[Surge]:
    """Those that have begun by `now`, as they are then."""
    return [
        one._replace(ended_at=one.ended_at if one.ended_at and one.ended_at <= now else None)
        for one in found
        if one.started_at <= now
    ]


async def outlooks(
    connection: Connection,
    workspace_id: UUID,
    numbers: Numbers,
    account_ids: Sequence[UUID],
    now: datetime,
) -> dict[UUID, Outlook]:
    """Accounts without any activity have none."""
    if not account_ids:
        return {}
    values = _values(workspace_id, numbers, dict.fromkeys(account_ids, now), now)
    rows = await connection.execute(_OUTLOOK, values)
    return {row.account_id: Outlook(row.first_at, row.recent, row.earlier) for row in rows}


def _values(
    workspace_id: UUID, numbers: Numbers, resumes: Mapping[UUID, datetime | None], now: datetime
) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "now": now,
        "account_ids": list(resumes),
        "resumes": list(resumes.values()),
        "window": numbers.window,
        "span": numbers.span,
        "history": numbers.history,
        "window_days": numbers.window_days,
        "baseline_days": numbers.baseline_days,
        "min_events": numbers.min_events,
        "min_leads": numbers.min_leads,
        "min_average": numbers.min_average,
        "start_ratio": numbers.start_ratio,
        "end_ratio": numbers.end_ratio,
    }
