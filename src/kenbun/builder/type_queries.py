"""The types of events, and how many events there are of each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# Of a type with more than so many nobody needs to know how many more: what is offered is there in a moment.
MOST = 10_000
_TYPES = 500

_COUNTED = text("""
    SELECT t.name, counted.events
    FROM (
        SELECT type_id, name FROM event_types
        WHERE workspace_id = :workspace_id AND NOT hidden ORDER BY name LIMIT :types
    ) AS t
    CROSS JOIN LATERAL (
        SELECT count(*) AS events FROM (
            SELECT 1 FROM events e WHERE e.workspace_id = :workspace_id AND e.type_id = t.type_id LIMIT :most
        ) AS one_each
    ) AS counted
    ORDER BY counted.events DESC, t.name
""")


@dataclass(frozen=True, slots=True)
class OfferedType:
    """`events` is at most `MOST`, which then means that there may be more."""

    name: str
    events: int


async def counted_types(connection: Connection, workspace_id: UUID) -> list[OfferedType]:
    """Without the hidden ones, the most frequent first."""
    values = {"workspace_id": workspace_id, "types": _TYPES, "most": MOST}
    return [OfferedType(*row) for row in await connection.execute(_COUNTED, values)]
