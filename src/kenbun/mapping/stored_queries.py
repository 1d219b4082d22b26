"""What is stored, in pieces: events, leads' fields and values that traits have brought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, text

from kenbun.database import Connection

# Every own lead, with the own account that its root is at.
_EVERYONE = """
    (SELECT workspace_id, lead_id, coalesce(own_account_id, account_id) AS account_id FROM leads
     WHERE workspace_id = :workspace_id
     UNION ALL
     SELECT p.workspace_id, p.lead_id, coalesce(r.own_account_id, r.account_id) FROM lead_parts p
     JOIN leads r ON r.workspace_id = :workspace_id AND r.lead_id = p.root_id
     WHERE p.workspace_id = :workspace_id AND p.lead_id <> p.root_id) AS everyone
"""

# Of each kind of source: how many rows there are to read, where a piece ends, and the piece.
_COUNT_EVENTS = text("SELECT coalesce(sum(event_count), 0) FROM leads WHERE workspace_id = :workspace_id")
_COUNT_LEADS = text(f"SELECT count(*) FROM {_EVERYONE}")  # noqa: S608 - our own text
_COUNT_CHANGES = text("SELECT count(*) FROM field_changes WHERE workspace_id = :workspace_id")


def _end(table: str, key: str, kind: str) -> TextClause:
    return text(f"""
        SELECT id, place FROM (
            SELECT {key} AS id, row_number() OVER (ORDER BY {key}) AS place FROM {table}
            WHERE workspace_id = :workspace_id AND {key} > cast(:after AS {kind})
            ORDER BY {key} LIMIT :limit) AS piece
        ORDER BY place DESC LIMIT 1
    """)  # noqa: S608 - our own names


_END_EVENTS = _end("events", "event_id", "uuid")
_END_LEADS = _end(_EVERYONE, "lead_id", "uuid")
_END_CHANGES = _end("field_changes", "change_id", "bigint")

# What stands in a field of the lead, and over it what was set by hand.
_LEADS = text(f"""
    SELECT l.lead_id, l.account_id, coalesce(h.value, f.value) AS value,
           CASE WHEN h.field IS NULL THEN f.behaviour ELSE 'latest' END AS behaviour,
           coalesce(h.set_at, f.happened_at) AS happened_at,
           CASE WHEN h.field IS NULL THEN f.message_id ELSE '' END AS message_id
    FROM (SELECT * FROM {_EVERYONE}) AS l
    LEFT JOIN field_values f ON f.workspace_id = :workspace_id AND f.subject = 'lead' AND f.subject_id = l.lead_id
                            AND f.field = :field
    LEFT JOIN hand_values h ON h.workspace_id = :workspace_id AND h.subject = 'lead' AND h.subject_id = l.lead_id
                           AND h.field = :field AND jsonb_typeof(h.value) <> 'null'
    WHERE l.workspace_id = :workspace_id AND l.lead_id > cast(:after AS uuid) AND l.lead_id <= cast(:last AS uuid)
      AND (f.field IS NOT NULL OR h.field IS NOT NULL)
""")  # noqa: S608

_CHANGES = text("""
    SELECT c.subject_id, coalesce(l.own_account_id, l.account_id) AS account_id, c.value, c.happened_at
    FROM field_changes c
    LEFT JOIN lead_parts p ON p.workspace_id = :workspace_id AND p.lead_id = c.subject_id
    LEFT JOIN leads l ON l.workspace_id = :workspace_id AND l.lead_id = coalesce(p.root_id, c.subject_id)
    WHERE c.workspace_id = :workspace_id AND c.change_id > cast(:after AS bigint)
      AND c.change_id <= cast(:last AS bigint) AND c.subject = :subject AND c.origin = :origin
""")


async def count_events(connection: Connection, workspace_id: UUID) -> int:
    return await _count(connection, _COUNT_EVENTS, workspace_id)


async def count_leads(connection: Connection, workspace_id: UUID) -> int:
    return await _count(connection, _COUNT_LEADS, workspace_id)


async def count_changes(connection: Connection, workspace_id: UUID) -> int:
    return await _count(connection, _COUNT_CHANGES, workspace_id)


async def end_of_events(
    connection: Connection, workspace_id: UUID, after: str, limit: int
) -> tuple[str | None, int]:
    """Of the next `limit` events the last one's id (None: there are no more), and how many they are."""
    return await _end_of(connection, _END_EVENTS, workspace_id, after, limit)


async def next_leads(
    connection: Connection, workspace_id: UUID, after: str, limit: int, **values: Any
) -> tuple[str | None, int, Sequence[Row[Any]]]:
    return await _piece(connection, _END_LEADS, _LEADS, workspace_id, after, limit, values)


async def next_changes(
    connection: Connection, workspace_id: UUID, after: str, limit: int, **values: Any
) -> tuple[str | None, int, Sequence[Row[Any]]]:
    return await _piece(connection, _END_CHANGES, _CHANGES, workspace_id, after, limit, values)


async def _count(connection: Connection, statement: TextClause, workspace_id: UUID) -> int:
    return int((await connection.execute(statement, {"workspace_id": workspace_id})).scalar_one())


async def _piece(
    connection: Connection,
    end: TextClause,
    rows: TextClause,
    workspace_id: UUID,
    after: str,
    limit: int,
    values: dict[str, Any],
) -> tuple[str | None, int, Sequence[Row[Any]]]:
    last, count = await _end_of(connection, end, workspace_id, after, limit)
    if last is None:
        return None, 0, ()
    place = {"workspace_id": workspace_id, "after": after, "last": last}
    return last, count, (await connection.execute(rows, place | values)).all()


async def _end_of(
    connection: Connection, end: TextClause, workspace_id: UUID, after: str, limit: int
) -> tuple[str | None, int]:
    values = {"workspace_id": workspace_id, "after": after, "limit": limit}
    last = (await connection.execute(end, values)).one_or_none()
    return (None, 0) if last is None else (str(last.id), last.place)
