from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.triggers.detect.event_queries import Deed
from kenbun.triggers.drafts import Subject

COLUMNS = """
    e.event_id, e.lead_id, coalesce(e.own_lead_id, e.lead_id) AS own_lead_id, e.type_id, t.key, t.name,
    e.happened_at, e.received_at, e.message_id, e.silent
"""
TYPES = """
    JOIN event_types t ON t.workspace_id = :workspace_id AND t.type_id = e.type_id
     AND (:any_type OR t.key = ANY(cast(:keys AS text[])))
"""

_AROUND = """
    SELECT {columns}, j.subject_id
    FROM unnest(cast(:subject_ids AS uuid[]), cast(:firsts AS timestamptz[]), cast(:lasts AS timestamptz[]))
      AS j (subject_id, first, last)
    {whose}
     AND e.happened_at >= j.first AND e.happened_at <= j.last AND e.suppressed IS NULL
    {types}
"""
_WHOSE: dict[Subject, str] = {
    "lead": "JOIN events e ON e.workspace_id = :workspace_id AND e.lead_id = j.subject_id",
    "account": """JOIN leads o ON o.workspace_id = :workspace_id AND o.account_id = j.subject_id
    JOIN events e ON e.workspace_id = :workspace_id AND e.lead_id = o.lead_id""",
}
_OF = {
    subject: text(_AROUND.format(columns=COLUMNS, whose=whose, types=TYPES))
    for subject, whose in _WHOSE.items()
}


class Known(NamedTuple):
    """`spans`: when it was suppressed, from when to when."""

    deed: Deed
    spans: list[list[datetime]] | None

    def suppressed_at(self, at: datetime) -> bool:
        return any(since <= at < until for since, until in self.spans or ())

    def is_known_with(self, judged: Deed) -> bool:
        """Whether it was there, and counted, as that one was judged; itself is."""
        return self.deed.order <= judged.order and not self.suppressed_at(judged.received_at)


async def known_around(
    connection: Connection,
    workspace_id: UUID,
    subject: Subject,
    spans: Mapping[UUID, tuple[datetime, datetime]],
    keys: Collection[str] | None,
) -> dict[UUID, list[Known]]:
    """What each of these has done between its two times, both included, as it is now."""
    values: dict[str, Any] = {
        "workspace_id": workspace_id,
        "subject_ids": list(spans),
        "firsts": [first for first, _ in spans.values()],
        "lasts": [last for _, last in spans.values()],
    }
    found: dict[UUID, list[Known]] = {one: [] for one in spans}
    for row in await connection.execute(_OF[subject], values | of_types(keys)):
        found[row.subject_id].append(Known(Deed(*row[:-1]), None))
    return found


def of_types(keys: Collection[str] | None) -> dict[str, Any]:
    """The values that `TYPES` asks for."""
    return {"any_type": keys is None, "keys": list(keys or ())}
