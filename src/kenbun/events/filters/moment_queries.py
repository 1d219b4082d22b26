"""What a lead did of one type around some time, with what filters have made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection
from kenbun.events.filters.reasons import Verdict
from kenbun.events.filters.velocity import Moment

Pair = tuple[UUID, int]
"""A lead and an event type."""

# By the lead's index alone: that of types would walk through everybody's events of the time.
_OF_PAIR = "e.workspace_id = :workspace_id AND e.lead_id = t.lead_id AND e.type_id + 0 = t.type_id"

_VERDICTS = """
    LEFT JOIN LATERAL (
        SELECT array_agg(s.filter_id) AS filter_ids, array_agg(s.reason) AS reasons
        FROM event_suppressions s
        WHERE s.workspace_id = :workspace_id AND s.event_id = e.event_id AND s.held_to IS NULL
          AND s.reason <> 'metadata_filter' AND e.suppressed IS NOT NULL
    ) AS v ON true
"""

_BEFORE = text(f"""
    SELECT t.place, t.is_late, e.event_id, e.happened_at, e.message_id, e.received_at, v.filter_ids, v.reasons
    FROM (
        SELECT t.*, EXISTS (SELECT FROM events e WHERE {_OF_PAIR} AND e.happened_at >= t.first_at) AS is_late
        FROM unnest(cast(:lead_ids AS uuid[]), cast(:type_ids AS int[]), cast(:firsts AS timestamptz[]),
                    cast(:froms AS timestamptz[]), cast(:sizes AS int[])) WITH ORDINALITY
          AS t (lead_id, type_id, first_at, from_at, size, place)
    ) AS t
    LEFT JOIN LATERAL (
        SELECT * FROM events e
        WHERE {_OF_PAIR} AND e.happened_at < t.first_at AND e.happened_at >= t.from_at AND NOT t.is_late
        ORDER BY e.happened_at DESC, e.message_id DESC, e.event_id DESC
        LIMIT t.size
    ) AS e ON true
    {_VERDICTS}
""")  # noqa: S608 - our own text

_BETWEEN = text(f"""
    SELECT t.place, e.event_id, e.happened_at, e.message_id, e.received_at, v.filter_ids, v.reasons
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:type_ids AS int[]), cast(:froms AS timestamptz[]),
                cast(:tos AS timestamptz[])) WITH ORDINALITY AS t (lead_id, type_id, from_at, to_at, place)
    JOIN events e ON {_OF_PAIR} AND e.happened_at BETWEEN t.from_at AND t.to_at
    {_VERDICTS}
""")  # noqa: S608


_PAIRS = text("""
    SELECT DISTINCT e.lead_id, e.type_id, t.key
    FROM event_types t
    JOIN events e ON e.workspace_id = :workspace_id AND e.type_id = t.type_id
                 AND e.lead_id = ANY(cast(:lead_ids AS uuid[]))
    WHERE t.workspace_id = :workspace_id AND t.key = ANY(cast(:keys AS text[]))
""")


class Stored(NamedTuple):
    """An event, and which velocity filters suppress it."""

    moment: Moment
    received_at: datetime
    verdicts: tuple[Verdict, ...]


class Tail(NamedTuple):
    """The last events before some time, in order; `is_late` says that others came after it, and none are told."""

    is_late: bool
    before: list[Stored]


class Before(NamedTuple):
    pair: Pair
    first_at: datetime
    window: timedelta
    size: int


class Between(NamedTuple):
    pair: Pair
    from_at: datetime
    to_at: datetime


async def pairs_of(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], keys: Collection[str]
) -> dict[Pair, str]:
    """What these leads have done of types with these keys, each pair with its key."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "keys": list(keys)}
    rows = (await connection.execute(_PAIRS, values)).all()
    return {(row.lead_id, row.type_id): row.key for row in rows}


async def tails(connection: Connection, workspace_id: UUID, asked: Sequence[Before]) -> dict[Pair, Tail]:
    """Of each pair the last events, as many as asked for, in the window before the time."""
    rows = await connection.execute(
        _BEFORE,
        {
            "workspace_id": workspace_id,
            "lead_ids": [one.pair[0] for one in asked],
            "type_ids": [one.pair[1] for one in asked],
            "firsts": [one.first_at for one in asked],
            "froms": [one.first_at - one.window for one in asked],
            "sizes": [one.size for one in asked],
        },
    )
    found: dict[Pair, Tail] = {}
    for row in rows.all():
        tail = found.setdefault(asked[row.place - 1].pair, Tail(row.is_late, []))
        if row.event_id is not None:
            tail.before.append(_stored(row))
    for tail in found.values():
        tail.before.sort()
    return found


async def between(
    connection: Connection, workspace_id: UUID, asked: Sequence[Between]
) -> dict[Pair, list[Stored]]:
    """Of each pair the events in [from, to], in order."""
    rows = await connection.execute(
        _BETWEEN,
        {
            "workspace_id": workspace_id,
            "lead_ids": [one.pair[0] for one in asked],
            "type_ids": [one.pair[1] for one in asked],
            "froms": [one.from_at for one in asked],
            "tos": [one.to_at for one in asked],
        },
    )
    found: dict[Pair, list[Stored]] = defaultdict(list)
    for row in rows.all():
        found[asked[row.place - 1].pair].append(_stored(row))
    for some in found.values():
        some.sort()
    return found


def _stored(row: Row[Any]) -> Stored:
    verdicts = tuple(zip(row.filter_ids or (), row.reasons or (), strict=True))
    return Stored(Moment(row.happened_at, row.message_id, row.event_id), row.received_at, verdicts)
