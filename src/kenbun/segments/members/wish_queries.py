"""What people have said of who is in: of leads and accounts as they are shown, the last that was said of any part."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.database import Connection
from kenbun.segments.evaluation import Kind, Pair

Wish = Literal["in", "out"]

_PARTS: dict[Kind, tuple[str, str]] = {
    "lead": ("lead_parts", "lead_id"),
    "account": ("account_parts", "account_id"),
}


def _own(kind: Kind) -> str:
    """Those asked for, and all that are shown in them: each with where it is shown."""
    parts, key = _PARTS[kind]
    return f"""
        SELECT t.id AS own_id, t.id AS root_id FROM unnest(cast(:subject_ids AS uuid[])) AS t (id)
        UNION
        SELECT p.{key}, p.root_id FROM {parts} p
        WHERE p.workspace_id = :workspace_id AND p.root_id = ANY(cast(:subject_ids AS uuid[]))
    """  # noqa: S608 - our own names


_WISHES: dict[Kind, TextClause] = {
    kind: text(f"""
        SELECT DISTINCT ON (h.segment_id, o.root_id) h.segment_id, o.root_id AS subject_id, h.wish
        FROM ({_own(kind)}) AS o
        JOIN segment_hands h ON h.workspace_id = :workspace_id AND h.subject_id = o.own_id
        WHERE h.segment_id = ANY(cast(:segment_ids AS uuid[]))
        ORDER BY h.segment_id, o.root_id, h.set_at DESC, h.subject_id
    """)  # noqa: S608
    for kind in _PARTS
}

_SAY = text("""
    INSERT INTO segment_hands (workspace_id, segment_id, subject_id, wish, set_by, set_at)
    SELECT :workspace_id, :segment_id, t.id, :wish, :by, :now FROM unnest(cast(:subject_ids AS uuid[])) AS t (id)
    ON CONFLICT (workspace_id, segment_id, subject_id)
    DO UPDATE SET wish = excluded.wish, set_by = excluded.set_by, set_at = excluded.set_at
""")

_TAKE_BACK: dict[Kind, TextClause] = {
    kind: text(f"""
        DELETE FROM segment_hands h USING ({_own(kind)}) AS o
        WHERE h.workspace_id = :workspace_id AND h.segment_id = :segment_id AND h.subject_id = o.own_id
          AND h.wish = ANY(cast(:wishes AS text[]))
        RETURNING o.root_id
    """)  # noqa: S608
    for kind in _PARTS
}


async def wishes_of(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    segment_ids: Collection[UUID],
    subject_ids: Collection[UUID],
) -> dict[Pair, Wish]:
    """Of these segments and of these leads, or accounts, as they are shown."""
    values = {
        "workspace_id": workspace_id,
        "segment_ids": list(segment_ids),
        "subject_ids": list(subject_ids),
    }
    rows = await connection.execute(_WISHES[kind], values)
    return {(row.segment_id, row.subject_id): row.wish for row in rows}


async def say(
    connection: Connection,
    workspace_id: UUID,
    segment_id: UUID,
    subject_ids: Collection[UUID],
    wish: Wish,
    by: str,
    now: datetime,
) -> None:
    values = {"workspace_id": workspace_id, "segment_id": segment_id, "subject_ids": list(subject_ids)}
    await connection.execute(_SAY, values | {"wish": wish, "by": by, "now": now})


async def take_back(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    segment_id: UUID,
    subject_ids: Collection[UUID],
    wishes: Collection[Wish],
) -> set[UUID]:
    """What was said of these, or of any that is shown in them; answers of whom there was something."""
    values = {"workspace_id": workspace_id, "segment_id": segment_id, "subject_ids": list(subject_ids)}
    return set((await connection.execute(_TAKE_BACK[kind], values | {"wishes": list(wishes)})).scalars())
