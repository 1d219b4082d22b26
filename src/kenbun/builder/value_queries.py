"""The values that a field has, or that events have under a key of their metadata: the most frequent first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# So many leads or accounts, and so many of the latest events, are counted: what is offered is there in a moment.
_SUBJECTS = 200_000
_EVENTS = 2_000
_OFFERED = 30
# What is longer is no value that anybody compares with.
_LONGEST = 200

# What is the same is put together before it is compared with what is typed. Of an array each element is a value.
_OFFER = """
    WITH said AS MATERIALIZED (
        SELECT {data} AS value FROM {table} t WHERE t.workspace_id = :workspace_id AND {data} IS NOT NULL {more}
    ), single AS (
        SELECT s.value #>> '{{}}' AS value FROM said s WHERE jsonb_typeof(s.value) IN ('string', 'number', 'boolean')
        UNION ALL
        SELECT e.value #>> '{{}}' FROM said s, jsonb_array_elements(
            CASE jsonb_typeof(s.value) WHEN 'array' THEN s.value ELSE '[]' END
        ) AS e (value)
        WHERE jsonb_typeof(s.value) = 'array' AND jsonb_typeof(e.value) IN ('string', 'number', 'boolean')
    )
    SELECT v.value, count(*) AS count FROM single v
    GROUP BY v.value
    HAVING v.value <> '' AND length(v.value) <= :longest
       AND (:typed = '' OR strpos(casefold(v.value COLLATE pg_unicode_fast),
                                  casefold(cast(:typed AS text) COLLATE pg_unicode_fast)) > 0)
    ORDER BY count(*) DESC, v.value
    LIMIT :offered
"""


def _statement(data: str, table: str, more: str) -> Any:
    return text(_OFFER.format(data=data, table=table, more=more))


_FIELDS = {
    subject: _statement("(t.fields -> cast(:name AS text))", table, "LIMIT :counted")
    for subject, table in (("lead", "lead_profiles"), ("account", "accounts"))
}
# A key that is there, dots included, comes before the way through nested objects.
_METADATA = _statement(
    "coalesce(t.metadata -> cast(:name AS text), t.metadata #> cast(:way AS text[]))",
    """(
        SELECT l.workspace_id, l.metadata FROM events l
        WHERE l.workspace_id = :workspace_id AND (cast(:type_key AS text) IS NULL OR l.type_id = (
            SELECT type_id FROM event_types WHERE workspace_id = :workspace_id AND key = :type_key))
        ORDER BY l.happened_at DESC LIMIT :counted)""",
    "",
)


@dataclass(frozen=True, slots=True)
class Offered:
    value: str
    count: int


async def values_of_field(
    connection: Connection, workspace_id: UUID, subject: str, name: str, typed: str
) -> list[Offered]:
    """With how many leads or accounts have each."""
    values = _asked(workspace_id, name, typed) | {"counted": _SUBJECTS}
    return [Offered(*row) for row in await connection.execute(_FIELDS[subject], values)]


async def values_of_metadata(
    connection: Connection, workspace_id: UUID, key: str, type_key: str | None, typed: str
) -> list[Offered]:
    """With in how many of the latest events (of one type) each stands."""
    asked = {"counted": _EVENTS, "type_key": type_key, "way": key.split(".")}
    return [
        Offered(*row) for row in await connection.execute(_METADATA, _asked(workspace_id, key, typed) | asked)
    ]


def _asked(workspace_id: UUID, name: str, typed: str) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "name": name,
        "typed": typed,
        "longest": _LONGEST,
        "offered": _OFFERED,
    }
