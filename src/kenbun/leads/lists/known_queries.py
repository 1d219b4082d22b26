"""Conditions on a part of a key, answered by the keys that there are: of titles or industries there are some hundred,
of however many leads. An index leads from one key to the next, and to who has one."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import Integer, Text, func, or_, select, text

from kenbun.conditions import Leaf
from kenbun.database import Connection
from kenbun.database.counts import about
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.lists.key_queries import holds_of, is_of_a_part, tells
from kenbun.leads.tables import INDEXED_FIELDS, LONGEST_KEY

_MOST = 1_000
"""To step through more takes longer than to look at everybody's."""

_KNOWN = {
    name: text(f"""
        WITH RECURSIVE known (key, number) AS (
            (SELECT {name}_key, 1 FROM lead_profiles
             WHERE workspace_id = :workspace_id AND {name}_key IS NOT NULL
             ORDER BY {name}_key LIMIT 1)
            UNION ALL
            SELECT (SELECT p.{name}_key FROM lead_profiles p
                    WHERE p.workspace_id = :workspace_id AND p.{name}_key > known.key
                    ORDER BY p.{name}_key LIMIT 1), number + 1
            FROM known WHERE known.key IS NOT NULL AND number <= {_MOST}
        )
        SELECT key, number FROM known WHERE key IS NOT NULL
    """).columns(key=Text(collation="pg_unicode_fast"), number=Integer)  # noqa: S608 - our own names
    for name in INDEXED_FIELDS
}


async def with_known_keys(connection: Connection, chosen: Chosen) -> Chosen:
    """With the keys that meet each condition on a part of one, where there are not too many different ones."""
    asked = [leaf for leaf in chosen.of_leads if tells(leaf) and is_of_a_part(leaf)]
    found = [(leaf, await _meeting(connection, chosen.workspace_id, leaf)) for leaf in asked]
    return replace(chosen, keys=tuple((leaf, keys) for leaf, keys in found if keys is not None))


async def _meeting(connection: Connection, workspace_id: UUID, leaf: Leaf) -> tuple[str, ...] | None:
    """None where there are too many, or one is cut: that does not say all that its field does."""
    known = _KNOWN[leaf.field.path].subquery("known")

    async def number() -> int:
        counted = select(func.count()).select_from(known)
        return int((await connection.execute(counted, {"workspace_id": workspace_id})).scalar_one())

    if await about(("keys", workspace_id, leaf.field.path), number) > _MOST:
        return None
    is_cut = func.length(known.c.key) == LONGEST_KEY
    found = select(known.c.key, known.c.number, is_cut).where(
        or_(known.c.number > _MOST, is_cut, holds_of(leaf, known.c.key))
    )
    rows = (await connection.execute(found, {"workspace_id": workspace_id})).all()
    if any(number > _MOST or cut for _, number, cut in rows):
        return None
    return tuple(key for key, _, _ in rows)
