"""Pages of members, of what people have said of them, and of entries and exits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, TextClause, text

from kenbun.database import Connection
from kenbun.segments.evaluation import Kind

MemberSort = Literal["engagement_score", "-engagement_score", "since", "-since"]

_ORDERS: dict[MemberSort, str] = {
    "engagement_score": "s.engagement_score",
    "-engagement_score": "s.engagement_score DESC",
    "since": "m.since",
    "-since": "m.since DESC",
}
_MEMBERS: dict[Kind, str] = {
    "lead": """
        SELECT m.subject_id, m.since, m.why, coalesce(f.name, '') AS name, s.engagement_score, s.profile_score
        FROM segment_members m
        JOIN leads s ON s.workspace_id = :workspace_id AND s.lead_id = m.subject_id
        LEFT JOIN lead_profiles f ON f.workspace_id = :workspace_id AND f.lead_id = m.subject_id
        WHERE m.workspace_id = :workspace_id AND m.segment_id = :segment_id
    """,
    "account": """
        SELECT m.subject_id, m.since, m.why, s.name, s.engagement_score, s.account_score
        FROM segment_members m
        JOIN accounts s ON s.workspace_id = :workspace_id AND s.account_id = m.subject_id
        WHERE m.workspace_id = :workspace_id AND m.segment_id = :segment_id
    """,
}
_SORTED: dict[tuple[Kind, MemberSort], TextClause] = {
    (kind, sort): text(f"{found} ORDER BY {order}, m.subject_id LIMIT :limit OFFSET :offset")
    for kind, found in _MEMBERS.items()
    for sort, order in _ORDERS.items()
}

_HANDS = text("""
    SELECT subject_id, wish, set_by, set_at FROM segment_hands
    WHERE workspace_id = :workspace_id AND segment_id = :segment_id AND wish = :wish
    ORDER BY set_at DESC, subject_id LIMIT :limit OFFSET :offset
""")

_COUNT_HANDS = text("""
    SELECT count(*) FROM segment_hands
    WHERE workspace_id = :workspace_id AND segment_id = :segment_id AND wish = :wish
""")

_CHANGES = """
    SELECT change_id, subject_id, entered, at, cause, leaf, fires FROM segment_changes
    WHERE workspace_id = :workspace_id AND segment_id = :segment_id
"""
_LATEST_CHANGES = text(f"{_CHANGES} ORDER BY at DESC, change_id DESC LIMIT :limit OFFSET :offset")
# Ticks only move forward, so what was written later is never of an earlier time.
_CHANGES_AFTER = text(f"{_CHANGES} AND change_id > :after ORDER BY at, change_id LIMIT :limit OFFSET :offset")

_COUNT_CHANGES = text("""
    SELECT count(*) FROM segment_changes
    WHERE workspace_id = :workspace_id AND segment_id = :segment_id
      AND (cast(:after AS bigint) IS NULL OR change_id > :after)
""")


async def members(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    segment_id: UUID,
    limit: int,
    offset: int,
    sort: MemberSort = "-engagement_score",
) -> Sequence[Row[Any]]:
    values = {"workspace_id": workspace_id, "segment_id": segment_id, "limit": limit, "offset": offset}
    return (await connection.execute(_SORTED[kind, sort], values)).all()


async def hands(
    connection: Connection, workspace_id: UUID, segment_id: UUID, wish: str, limit: int, offset: int
) -> tuple[Sequence[Row[Any]], int]:
    """Of whom people have said so, the latest first; and how many there are."""
    values: dict[str, Any] = {"workspace_id": workspace_id, "segment_id": segment_id, "wish": wish}
    total = int((await connection.execute(_COUNT_HANDS, values)).scalar_one())
    rows = await connection.execute(_HANDS, values | {"limit": limit, "offset": offset})
    return rows.all(), total


async def changes(
    connection: Connection,
    workspace_id: UUID,
    segment_id: UUID,
    limit: int,
    offset: int,
    after: int | None = None,
) -> tuple[Sequence[Row[Any]], int]:
    """The latest first, or those after one in their order; and how many there are."""
    values: dict[str, Any] = {"workspace_id": workspace_id, "segment_id": segment_id, "after": after}
    total = int((await connection.execute(_COUNT_CHANGES, values)).scalar_one())
    statement = _LATEST_CHANGES if after is None else _CHANGES_AFTER
    rows = await connection.execute(statement, values | {"limit": limit, "offset": offset})
    return rows.all(), total
