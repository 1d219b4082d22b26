from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.triggers.drafts import Subject

_TYPES = text("""
    SELECT type_id, key FROM event_types
    WHERE workspace_id = :workspace_id AND key = ANY(cast(:keys AS text[]))
""")

# One look into the index for each, whatever the planner believes of how many there are.
_NEAR = """
    SELECT j.place, n.beside
    FROM unnest(cast(:subject_ids AS uuid[]), cast(:firsts AS timestamptz[]), cast(:lasts AS timestamptz[]),
                cast(:types AS text[]), cast(:leasts AS int[]))
      WITH ORDINALITY AS j (subject_id, first, last, types, least, place)
    CROSS JOIN LATERAL (
        SELECT count(*) AS number,
               string_agg(e.type_id || ' ' || cast(extract(epoch FROM e.happened_at) AS bigint), ',') AS beside
        FROM {whose}
          AND e.happened_at >= j.first AND e.happened_at <= j.last AND e.suppressed IS NULL
          AND (j.types IS NULL OR e.type_id = ANY(cast(j.types AS int[])))
    ) AS n
    WHERE n.number >= j.least
"""
_OF: dict[Subject, str] = {
    "lead": "events e WHERE e.workspace_id = :workspace_id AND e.lead_id = j.subject_id",
    "account": """leads o JOIN events e ON e.workspace_id = :workspace_id AND e.lead_id = o.lead_id
        WHERE o.workspace_id = :workspace_id AND o.account_id = j.subject_id""",
}
_NEAR_OF = {subject: text(_NEAR.format(whose=whose)) for subject, whose in _OF.items()}


class Asked(NamedTuple):
    """Whether it has done at least so much between these times, of these types (None: of any), both ends included;
    asked for the events of it of one type, by their key."""

    subject_id: UUID
    key: str
    first: datetime
    last: datetime
    types: list[int] | None
    least: int


async def types_of(connection: Connection, workspace_id: UUID, keys: Collection[str]) -> dict[int, str]:
    """The keys of these types by their ids; one never seen is left out."""
    if not keys:
        return {}
    rows = await connection.execute(_TYPES, {"workspace_id": workspace_id, "keys": list(keys)})
    return {row.type_id: row.key for row in rows}


async def near(
    connection: Connection,
    workspace_id: UUID,
    subject: Subject,
    asked: Sequence[Asked],
    names: Mapping[int, str],
) -> dict[tuple[UUID, str], list[tuple[str, int]]]:
    """Of those that have: the types' keys, as `names` has them, and when, in seconds since 1970."""
    values = {
        "workspace_id": workspace_id,
        "subject_ids": [one.subject_id for one in asked],
        "firsts": [one.first for one in asked],
        "lasts": [one.last for one in asked],
        "types": [None if one.types is None else "{" + ",".join(map(str, one.types)) + "}" for one in asked],
        "leasts": [one.least for one in asked],
    }
    rows = await connection.execute(_NEAR_OF[subject], values)
    found = {}
    for place, beside in rows:
        one = asked[place - 1]
        found[one.subject_id, one.key] = [_read(each, names) for each in beside.split(",")]
    return found


def _read(text: str, names: Mapping[int, str]) -> tuple[str, int]:
    type_id, seconds = text.split(" ")
    return names.get(int(type_id), ""), int(seconds)
