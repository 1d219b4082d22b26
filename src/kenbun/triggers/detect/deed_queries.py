from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.triggers.detect.event_queries import Deed

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
