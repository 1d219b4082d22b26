from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.triggers.detect.event_queries import Deed

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_COLUMNS = """
    e.event_id, e.lead_id, coalesce(e.own_lead_id, e.lead_id) AS own_lead_id, e.type_id, t.key, t.name,
    e.happened_at, e.received_at, e.message_id, e.silent
"""
_TYPES = """
    JOIN event_types t ON t.workspace_id = :workspace_id AND t.type_id = e.type_id
     AND (:any_type OR t.key = ANY(cast(:keys AS text[])))
"""

_OF_LEADS = text(f"""
    SELECT {_COLUMNS}, NULL AS spans
    FROM events e {_TYPES}
    WHERE e.workspace_id = :workspace_id AND e.lead_id = ANY(cast(:lead_ids AS uuid[])) AND e.happened_at >= :since
      AND e.suppressed IS NULL
""")  # noqa: S608 - our own columns

# In the index alone.
_NEAR = text("""
    SELECT e.lead_id, string_agg(t.key || '\t' || cast(extract(epoch FROM e.happened_at) AS bigint), '\n') AS beside
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:firsts AS timestamptz[]), cast(:lasts AS timestamptz[]))
      AS j (lead_id, first, last)
    JOIN events e ON e.workspace_id = :workspace_id AND e.lead_id = j.lead_id
     AND e.happened_at >= j.first AND e.happened_at <= j.last AND e.suppressed IS NULL
    JOIN event_types t ON t.workspace_id = :workspace_id AND t.type_id = e.type_id
    GROUP BY e.lead_id
    HAVING count(*) >= :least
""")

_BESIDE = text("""
    SELECT o.lead_id FROM leads l
    JOIN leads o ON o.workspace_id = :workspace_id AND o.account_id = l.account_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:lead_ids AS uuid[]))
""")

# With when each was suppressed, from when to when.
_THEN = text(f"""
    SELECT {_COLUMNS}, s.spans
    FROM events e {_TYPES}
    LEFT JOIN LATERAL (
        SELECT array_agg(ARRAY[s.held_from, coalesce(s.held_to, 'infinity')]) AS spans
        FROM event_suppressions s WHERE s.workspace_id = :workspace_id AND s.event_id = e.event_id
    ) AS s ON TRUE
    WHERE e.workspace_id = :workspace_id AND e.happened_at >= :since AND e.received_at <= :until
      AND e.lead_id IS NOT NULL
    LIMIT :most
""")  # noqa: S608


class Known(NamedTuple):
    """`spans`: when it was suppressed, from when to when."""

    deed: Deed
    spans: list[list[datetime]] | None

    def suppressed_at(self, at: datetime) -> bool:
        return any(since <= at < until for since, until in self.spans or ())

    def is_known_with(self, judged: Deed) -> bool:
        """Whether it was there, and counted, as that one was judged; itself is."""
        return self.deed.order <= judged.order and not self.suppressed_at(judged.received_at)


async def near(
    connection: Connection, workspace_id: UUID, judged: Iterable[Deed], window: timedelta, least: int
) -> dict[UUID, list[tuple[str, int]]]:
    """Of each lead that has done at least so much near its events: the types' keys, and when, in seconds since
    `EPOCH`."""
    spans: dict[UUID, tuple[datetime, datetime]] = {}
    for deed in judged:
        first, last = spans.get(deed.lead_id, (deed.happened_at, deed.happened_at))
        spans[deed.lead_id] = (min(first, deed.happened_at), max(last, deed.happened_at))
    values = {
        "workspace_id": workspace_id,
        "lead_ids": list(spans),
        "firsts": [first - window for first, _ in spans.values()],
        "lasts": [last + window for _, last in spans.values()],
        "least": least,
    }
    return {row.lead_id: _beside(row.beside) for row in await connection.execute(_NEAR, values)}


def _beside(text: str) -> list[tuple[str, int]]:
    pairs = (one.split("\t") for one in text.split("\n"))
    return [(key, int(seconds)) for key, seconds in pairs]


async def known_of(
    connection: Connection,
    workspace_id: UUID,
    lead_ids: Collection[UUID],
    keys: Collection[str] | None,
    since: datetime,
    *,
    whole_accounts: bool,
) -> list[Known]:
    """What these leads have done since, and with them all of their accounts."""
    values: dict[str, Any] = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    if whole_accounts:
        beside = set((await connection.execute(_BESIDE, values)).scalars())
        values["lead_ids"] = list(beside.union(lead_ids))
    return await _read(connection, _OF_LEADS, values | _of_types(keys) | {"since": since})


async def known_then(
    connection: Connection,
    workspace_id: UUID,
    keys: Collection[str] | None,
    since: datetime,
    until: datetime,
    most: int,
) -> list[Known]:
    """What anybody has done since, and what of that was suppressed when; of more than `most`, so many of them."""
    values = {"workspace_id": workspace_id, "since": since, "until": until, "most": most}
    return await _read(connection, _THEN, values | _of_types(keys))


def _of_types(keys: Collection[str] | None) -> dict[str, Any]:
    return {"any_type": keys is None, "keys": list(keys or ())}


async def _read(connection: Connection, statement: Any, values: dict[str, Any]) -> list[Known]:
    rows = await connection.execute(statement, values)
    return [Known(Deed(*row[:-1]), row.spans) for row in rows]
