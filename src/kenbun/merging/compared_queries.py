"""What is to be compared, and the pairs that were found: the same of leads and accounts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.database import Connection
from kenbun.identity.rooted_queries import Rooted

AT_ONCE = 500

Pair = tuple[UUID, UUID, str]
"""The one with the smaller id, the other, and the reason."""


@lru_cache
def _take(of: Rooted) -> TextClause:
    return text(f"""
        DELETE FROM {of.rows}_to_compare
        WHERE workspace_id = :workspace_id AND compare_id = ANY(ARRAY(
            SELECT compare_id FROM {of.rows}_to_compare WHERE workspace_id = :workspace_id
            ORDER BY compare_id LIMIT :limit FOR UPDATE SKIP LOCKED))
        RETURNING {of.key}
    """)  # noqa: S608 - our own names


@lru_cache
def _waits(of: Rooted) -> TextClause:
    return text(f"""
        SELECT EXISTS (SELECT FROM {of.rows}_to_compare WHERE workspace_id = :workspace_id)
    """)  # noqa: S608


_FORGET_PAIRS = text("""
    DELETE FROM suggested_duplicates s
    WHERE s.workspace_id = :workspace_id AND s.subject = :subject AND s.reason = ANY(cast(:reasons AS text[]))
      AND (s.one_id = ANY(cast(:ids AS uuid[])) OR s.other_id = ANY(cast(:ids AS uuid[])))
      AND NOT EXISTS (
          SELECT FROM unnest(cast(:ones AS uuid[]), cast(:others AS uuid[]), cast(:whys AS text[]))
            AS t (one_id, other_id, reason)
          WHERE t.one_id = s.one_id AND t.other_id = s.other_id AND t.reason = s.reason)
""")

_ADD_PAIRS = text("""
    INSERT INTO suggested_duplicates (workspace_id, subject, one_id, other_id, reason, suggested_at)
    SELECT :workspace_id, :subject, t.one_id, t.other_id, t.reason, :now
    FROM unnest(cast(:ones AS uuid[]), cast(:others AS uuid[]), cast(:whys AS text[])) AS t (one_id, other_id, reason)
    ON CONFLICT DO NOTHING
""")


async def anything_waits(connection: Connection, workspace_id: UUID, of: Rooted) -> bool:
    return bool((await connection.execute(_waits(of), {"workspace_id": workspace_id})).scalar())


async def take(connection: Connection, workspace_id: UUID, limit: int, of: Rooted) -> list[UUID]:
    """Off the list, those that have waited longest."""
    rows = await connection.execute(_take(of), {"workspace_id": workspace_id, "limit": limit})
    return list(dict.fromkeys(rows.scalars()))


async def keep_pairs(
    connection: Connection,
    workspace_id: UUID,
    ids: Collection[UUID],
    reasons: Sequence[str],
    pairs: Collection[Pair],
    now: datetime,
    of: Rooted,
) -> None:
    """In place of what was suggested of these for these reasons; what stays keeps its time."""
    some = list(pairs)
    columns = {
        "ones": [one for one, _, _ in some],
        "others": [other for _, other, _ in some],
        "whys": [why for _, _, why in some],
    }
    place = {"workspace_id": workspace_id, "subject": of.noun} | columns
    await connection.execute(_FORGET_PAIRS, place | {"ids": list(ids), "reasons": list(reasons)})
    await connection.execute(_ADD_PAIRS, place | {"now": now})
