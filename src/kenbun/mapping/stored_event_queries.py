"""What stored events say under some keys: the different values there are, and whose newest or oldest event has one.

Values are read as a field's type in Python, once for each that is different; PostgreSQL does the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, text

from kenbun.database import Connection

# The own account that an event speaks of: the one it names, else its lead's of today.
_ACCOUNT = """
    JOIN leads l ON l.workspace_id = :workspace_id AND l.lead_id = e.lead_id
    LEFT JOIN account_aliases a ON a.workspace_id = :workspace_id AND a.kind = 'id' AND a.value = e.account_key
"""
# A key with dots comes before the way it names, even where it holds null: so what is absent must be told from null.
_DOTTED = """
    (SELECT jsonb_object_agg(k.key, e.metadata -> k.key) FROM unnest(cast(:keys AS text[])) AS k (key)
     WHERE e.metadata ? k.key)
"""

_TYPE = text("SELECT type_id FROM event_types WHERE workspace_id = :workspace_id AND key = :key")


@dataclass(frozen=True)
class Question:
    """`keys` are all that is looked at; `own_keys` those of which an event must have one; no type means any."""

    workspace_id: UUID
    subject: str
    keys: tuple[str, ...]
    own_keys: tuple[str, ...]
    type_id: int | None
    by_type: bool
    after: str
    last: str

    @property
    def values(self) -> dict[str, Any]:
        return {
            "workspace_id": self.workspace_id,
            "keys": list(self.keys),
            **{f"key{place}": key for place, key in enumerate(self.keys)},
            "own_keys": list(self.own_keys),
            "only_type": self.type_id,
            "after": self.after,
            "last": self.last,
        }

    @property
    def shape(self) -> tuple[str, str, bool]:
        if len(self.keys) == 1:
            data = "e.metadata -> cast(:key0 AS text)"
        elif any("." in key for key in self.keys):
            data = _DOTTED
        else:
            pairs = (
                f"cast(:key{n} AS text), e.metadata -> cast(:key{n} AS text)" for n in range(len(self.keys))
            )
            data = f"jsonb_build_object({', '.join(pairs)})"
        return (self.subject, data, self.by_type)


async def type_named(connection: Connection, workspace_id: UUID, key: str) -> int | None:
    found: int | None = (await connection.execute(_TYPE, {"workspace_id": workspace_id, "key": key})).scalar()
    return found


async def different_values(connection: Connection, question: Question) -> Sequence[Row[Any]]:
    """What is there as JSON text (of one key its value, of several an object), by type where asked; how often."""
    return (await connection.execute(_different(question.shape), question.values)).all()


async def winners(
    connection: Connection,
    question: Question,
    readings: Sequence[tuple[int, str, str]],
    *,
    newest: bool,
) -> Sequence[Row[Any]]:
    """Of each lead or account the newest or oldest event with one of these values: (type, JSON, what it reads as)."""
    type_ids, data, values = zip(*readings, strict=True)
    lists = {"type_ids": list(type_ids), "data": list(data), "values": list(values)}
    return (await connection.execute(_winners(question.shape, newest), question.values | lists)).all()


@lru_cache
def _different(shape: tuple[str, str, bool]) -> TextClause:
    return text(f"""
        SELECT type_id, cast(data AS text) AS data, count(*) AS events FROM ({_rows(*shape)}) AS found
        WHERE subject_id IS NOT NULL
        GROUP BY type_id, found.data
    """)  # noqa: S608 - our own text


@lru_cache
def _winners(shape: tuple[str, str, bool], newest: bool) -> TextClause:
    way = "DESC" if newest else "ASC"
    return text(f"""
        SELECT DISTINCT ON (found.subject_id) found.subject_id, c.value, found.happened_at, found.message_id
        FROM ({_rows(*shape)}) AS found
        JOIN unnest(cast(:type_ids AS int[]), cast(:data AS jsonb[]), cast(:values AS jsonb[]))
          AS c (type_id, data, value) ON c.type_id = found.type_id AND c.data = found.data
        WHERE found.subject_id IS NOT NULL
        ORDER BY found.subject_id, found.happened_at {way}, found.message_id {way}
    """)  # noqa: S608


def _rows(subject: str, data: str, by_type: bool) -> str:
    whose = (
        "coalesce(e.own_lead_id, e.lead_id)"
        if subject == "lead"
        else "coalesce(a.own_account_id, a.account_id, l.own_account_id, l.account_id)"
    )
    return f"""
        SELECT {whose} AS subject_id, {"e.type_id" if by_type else "0"} AS type_id, e.happened_at, e.message_id,
               {data} AS data
        FROM events e {"" if subject == "lead" else _ACCOUNT}
        WHERE e.workspace_id = :workspace_id AND e.event_id > cast(:after AS uuid)
          AND e.event_id <= cast(:last AS uuid) AND e.metadata ?| cast(:own_keys AS text[])
          AND (cast(:only_type AS int) IS NULL OR e.type_id = :only_type)
    """  # noqa: S608
