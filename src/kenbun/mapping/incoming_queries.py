"""What metadata the latest events of each type carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

# Of each type: so many of the latest events are looked into, and so many are counted.
SAMPLED = 500
COUNTED = 100_000
_TYPES = 50
_KEYS = 100
_VALUES = 3

# The types heard of last, with how many events there are of each.
_TYPES_SEEN = text("""
    SELECT t.type_id, t.name, last.happened_at AS last_at,
           (SELECT count(*) FROM (SELECT FROM events e WHERE e.workspace_id = :workspace_id AND e.type_id = t.type_id
                                  LIMIT :counted) AS found) AS events
    FROM event_types t
    CROSS JOIN LATERAL (
        SELECT e.happened_at FROM events e WHERE e.workspace_id = :workspace_id AND e.type_id = t.type_id
        ORDER BY e.happened_at DESC LIMIT 1) AS last
    WHERE t.workspace_id = :workspace_id AND (cast(:type_key AS text) IS NULL OR t.key = :type_key)
    ORDER BY last.happened_at DESC, t.name
    LIMIT :types
""")

# Keys of objects within stand with a dot, one step deep.
_KEYS_SEEN = text("""
    WITH sample AS MATERIALIZED (
        SELECT t.type_id, latest.metadata
        FROM unnest(cast(:type_ids AS int[])) AS t (type_id)
        CROSS JOIN LATERAL (
            SELECT e.metadata FROM events e WHERE e.workspace_id = :workspace_id AND e.type_id = t.type_id
            ORDER BY e.happened_at DESC LIMIT :sampled) AS latest
    ), pairs AS (
        SELECT s.type_id, p.key, p.value FROM sample s, jsonb_each(s.metadata) AS p
        WHERE jsonb_typeof(p.value) NOT IN ('object', 'null')
        UNION ALL
        SELECT s.type_id, p.key || '.' || i.key, i.value
        FROM sample s, jsonb_each(s.metadata) AS p,
             jsonb_each(CASE jsonb_typeof(p.value) WHEN 'object' THEN p.value ELSE '{}' END) AS i
        WHERE jsonb_typeof(i.value) NOT IN ('object', 'null')
    ), counted AS (
        SELECT type_id, key, count(*) AS events,
               (array_agg(DISTINCT "left"(value #>> '{}', 80)))[1:cast(:values AS int)] AS samples
        FROM pairs GROUP BY type_id, key
    ), placed AS (
        SELECT *, row_number() OVER (PARTITION BY type_id ORDER BY events DESC, key) AS place FROM counted
    )
    SELECT type_id, key, events, samples FROM placed WHERE place <= :keys ORDER BY type_id, place
""")


async def types_seen(connection: Connection, workspace_id: UUID, type_key: str | None) -> Sequence[Row[Any]]:
    values = {"workspace_id": workspace_id, "type_key": type_key, "types": _TYPES, "counted": COUNTED}
    return (await connection.execute(_TYPES_SEEN, values)).all()


async def keys_seen(connection: Connection, workspace_id: UUID, type_ids: list[int]) -> Sequence[Row[Any]]:
    """The most frequent ones of each type first."""
    values = {"workspace_id": workspace_id, "type_ids": type_ids, "sampled": SAMPLED}
    return (await connection.execute(_KEYS_SEEN, values | {"keys": _KEYS, "values": _VALUES})).all()
