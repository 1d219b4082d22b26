"""Evaluations from scratch on their way, and whom they come by next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.database import Connection
from kenbun.segments.evaluation import Kind
from kenbun.segments.following import touched_queries

_TABLES: dict[Kind, tuple[str, str]] = {"lead": ("leads", "lead_id"), "account": ("accounts", "account_id")}

_HOW_MANY: dict[Kind, TextClause] = {
    kind: text(f"SELECT count(*) FROM {table} WHERE workspace_id = :workspace_id")  # noqa: S608 - our own names
    for kind, (table, _) in _TABLES.items()
}

# And whoever is in: what is gone from there has no place here.
_NEXT: dict[Kind, TextClause] = {
    kind: text(f"""
        SELECT id FROM (
            (SELECT {key} AS id FROM {table}
             WHERE workspace_id = :workspace_id AND (cast(:after AS uuid) IS NULL OR {key} > :after)
             ORDER BY {key} LIMIT :limit)
            UNION
            (SELECT subject_id FROM segment_members
             WHERE workspace_id = :workspace_id AND segment_id = ANY(cast(:segment_ids AS uuid[]))
               AND (cast(:after AS uuid) IS NULL OR subject_id > :after)
             ORDER BY subject_id LIMIT :limit)
        ) AS next
        ORDER BY id LIMIT :limit
    """)  # noqa: S608
    for kind, (table, key) in _TABLES.items()
}

# Whoever is in, or of whom people have said something, as they are shown.
_STANDING: dict[Kind, TextClause] = {
    kind: text(f"""
        SELECT subject_id FROM segment_members
        WHERE workspace_id = :workspace_id AND segment_id = ANY(cast(:segment_ids AS uuid[]))
        UNION
        SELECT coalesce(p.root_id, h.subject_id) FROM segment_hands h
        LEFT JOIN {kind}_parts p ON p.workspace_id = :workspace_id AND p.{key} = h.subject_id
        WHERE h.workspace_id = :workspace_id AND h.segment_id = ANY(cast(:segment_ids AS uuid[]))
    """)  # noqa: S608
    for kind, (_, key) in _TABLES.items()
}

_ASK = text("""
    INSERT INTO segment_evaluations (workspace_id, segment_id, cause, asked_at, total)
    SELECT :workspace_id, t.id, :cause, :now, :total FROM unnest(cast(:segment_ids AS uuid[])) AS t (id)
    ON CONFLICT (workspace_id, segment_id) DO UPDATE
    SET cause = excluded.cause, asked_at = excluded.asked_at, total = excluded.total, cursor = NULL, done = 0,
        spent_ms = 0, noting = false
""")

_BEGIN_NOTING = text("""
    UPDATE segment_evaluations SET noting = true
    WHERE workspace_id = :workspace_id AND segment_id = ANY(cast(:segment_ids AS uuid[])) AND NOT noting
""")

_ASKED = text("""
    SELECT e.segment_id, s.kind, e.cause, e.asked_at, e.cursor, e.done, e.total, e.spent_ms
    FROM segment_evaluations e
    JOIN segments s ON s.workspace_id = :workspace_id AND s.segment_id = e.segment_id
    WHERE e.workspace_id = :workspace_id
    ORDER BY e.asked_at, e.segment_id
""")

_WORKSPACES = text("SELECT DISTINCT workspace_id FROM segment_evaluations /* all workspaces */")

_GO_ON = text("""
    UPDATE segment_evaluations
    SET cursor = :cursor, done = least(done + :more, total), spent_ms = spent_ms + :spent_ms
    WHERE workspace_id = :workspace_id AND segment_id = ANY(cast(:segment_ids AS uuid[]))
""")

_END = text("""
    DELETE FROM segment_evaluations
    WHERE workspace_id = :workspace_id AND segment_id = ANY(cast(:segment_ids AS uuid[]))
""")

_EVALUATED = text("""
    UPDATE segments SET evaluated_at = :now, evaluation_ms = coalesce(:spent_ms, evaluation_ms)
    WHERE workspace_id = :workspace_id AND segment_id = ANY(cast(:segment_ids AS uuid[]))
""")

_SEEN_AT = text("""
    SELECT s.segment_id, s.evaluated_at FROM segments s
    WHERE s.workspace_id = :workspace_id AND s.evaluated_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM segment_evaluations e
        WHERE e.workspace_id = :workspace_id AND e.segment_id = s.segment_id)
""")

_CLEAR = text("""
    WITH moved AS (
        DELETE FROM segment_members WHERE workspace_id = :workspace_id AND segment_id = :segment_id
        RETURNING subject_id
    )
    INSERT INTO segment_changes (workspace_id, segment_id, subject_id, entered, at, cause, fires)
    SELECT :workspace_id, :segment_id, subject_id, false, :now, 'edit', false FROM moved
""")

_NOBODY = text("""
    UPDATE segments SET members = 0, evaluated_at = NULL, evaluation_ms = NULL
    WHERE workspace_id = :workspace_id AND segment_id = :segment_id
""")


class Evaluation(NamedTuple):
    segment_id: UUID
    kind: Kind
    cause: str
    asked_at: datetime
    cursor: UUID | None
    done: int
    total: int
    spent_ms: int


async def how_many(connection: Connection, workspace_id: UUID, kind: Kind) -> int:
    """Leads, or accounts, that there are."""
    return int((await connection.execute(_HOW_MANY[kind], {"workspace_id": workspace_id})).scalar_one())


async def next_ids(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    segment_ids: Collection[UUID],
    after: UUID | None,
    limit: int,
) -> list[UUID]:
    values = {
        "workspace_id": workspace_id,
        "segment_ids": list(segment_ids),
        "after": after,
        "limit": limit,
    }
    return list((await connection.execute(_NEXT[kind], values)).scalars())


async def standing(
    connection: Connection, workspace_id: UUID, kind: Kind, segment_ids: Collection[UUID]
) -> set[UUID]:
    values = {"workspace_id": workspace_id, "segment_ids": list(segment_ids)}
    return set((await connection.execute(_STANDING[kind], values)).scalars())


async def ask(
    connection: Connection,
    workspace_id: UUID,
    segment_ids: Collection[UUID],
    cause: str,
    total: int,
    now: datetime,
) -> None:
    """From the first on; one that is on its way begins again."""
    values = {"workspace_id": workspace_id, "segment_ids": list(segment_ids), "cause": cause, "total": total}
    await connection.execute(_ASK, values | {"now": now})


async def begin_noting(connection: Connection, workspace_id: UUID, segment_ids: Collection[UUID]) -> None:
    """Whom anything happens to, from the next transaction with the tick on."""
    await connection.execute(_BEGIN_NOTING, {"workspace_id": workspace_id, "segment_ids": list(segment_ids)})


async def asked(connection: Connection, workspace_id: UUID) -> list[Evaluation]:
    """Those asked for first come first."""
    rows = await connection.execute(_ASKED, {"workspace_id": workspace_id})
    return list(map(Evaluation._make, rows.all()))


async def workspaces_asked(connection: Connection) -> set[UUID]:
    return set((await connection.execute(_WORKSPACES)).scalars())


async def go_on(
    connection: Connection,
    workspace_id: UUID,
    segment_ids: Collection[UUID],
    cursor: UUID,
    more: int,
    spent_ms: int,
) -> None:
    values = {"workspace_id": workspace_id, "segment_ids": list(segment_ids), "cursor": cursor, "more": more}
    await connection.execute(_GO_ON, values | {"spent_ms": spent_ms})


async def end(connection: Connection, workspace_id: UUID, segment_ids: Collection[UUID]) -> None:
    await connection.execute(_END, {"workspace_id": workspace_id, "segment_ids": list(segment_ids)})
    await touched_queries.forget(connection, workspace_id)


async def evaluated(
    connection: Connection,
    workspace_id: UUID,
    segment_ids: Collection[UUID],
    now: datetime,
    spent_ms: int | None = None,
) -> None:
    """As of `now`; where everybody was looked at, with what that took."""
    values = {"workspace_id": workspace_id, "segment_ids": list(segment_ids), "spent_ms": spent_ms}
    await connection.execute(_EVALUATED, values | {"now": now})


async def seen_at(connection: Connection, workspace_id: UUID) -> dict[UUID, datetime]:
    """Up to when time has been followed in each segment that is not being worked out from scratch."""
    rows = await connection.execute(_SEEN_AT, {"workspace_id": workspace_id})
    return {row.segment_id: row.evaluated_at for row in rows}


async def clear(connection: Connection, workspace_id: UUID, segment_id: UUID, now: datetime) -> None:
    """Nobody is in any more."""
    values = {"workspace_id": workspace_id, "segment_id": segment_id}
    await connection.execute(_CLEAR, values | {"now": now})
    await connection.execute(_NOBODY, values)
    await end(connection, workspace_id, [segment_id])
