from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection


class Wanted(NamedTuple):
    """What a lead says: `text` is to be like the keys of this kind (`identity.tables.account_keys`)."""

    lead_id: UUID
    kind: str
    text: str


# By the index of pieces, with this threshold.
_THRESHOLD = text("SELECT set_config('pg_trgm.similarity_threshold', cast(:least AS text), true)")

_ALIKE = text("""
    WITH found AS (
        SELECT t.lead_id, o.account_id, max(o.alike) AS alike
        FROM unnest(cast(:lead_ids AS uuid[]), cast(:kinds AS text[]), cast(:texts AS text[]))
          AS t (lead_id, kind, wanted)
        CROSS JOIN LATERAL (
            SELECT k.account_id, similarity(k.key, t.wanted) AS alike FROM account_keys k
            WHERE k.workspace_id = :workspace_id AND k.kind IN ('name', 'stem') AND k.kind = t.kind AND k.key % t.wanted
            ORDER BY alike DESC, k.account_id LIMIT :most
        ) AS o
        GROUP BY t.lead_id, o.account_id
    ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY lead_id ORDER BY alike DESC, account_id) AS place FROM found
    )
    SELECT r.lead_id, r.account_id, r.alike, x.name, x.domain
    FROM ranked r
    JOIN accounts x ON x.workspace_id = :workspace_id AND x.account_id = r.account_id
    WHERE r.place <= :most
    ORDER BY r.lead_id, r.place
""")


async def alike(
    connection: Connection, workspace_id: UUID, wanted: Sequence[Wanted], least: float, most: int
) -> Sequence[Row[Any]]:
    """lead_id, account_id, alike, name and domain; of each lead so many at most, the most alike first."""
    if not wanted:
        return []
    await connection.execute(_THRESHOLD, {"least": least})
    values = {
        "lead_ids": [one.lead_id for one in wanted],
        "kinds": [one.kind for one in wanted],
        "texts": [one.text for one in wanted],
        "most": most,
    }
    return (await connection.execute(_ALIKE, {"workspace_id": workspace_id} | values)).all()
