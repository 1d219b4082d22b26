from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_MOST_PARTNERS = 20


class Key(NamedTuple):
    kind: str
    key: str


_FACTS = text("""
    SELECT x.account_id, x.name, x.account_key AS key, x.fields ->> 'domain' AS host,
           ARRAY(SELECT a.value FROM account_aliases a
                 WHERE a.workspace_id = :workspace_id AND a.account_id = x.account_id AND a.kind = 'domain'
                 ORDER BY a.created_at, a.value LIMIT 100) AS domains
    FROM accounts x
    WHERE x.workspace_id = :workspace_id AND x.account_id = ANY(cast(:account_ids AS uuid[]))
""")

_FORGET_KEYS = text("""
    DELETE FROM account_keys WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:account_ids AS uuid[]))
""")

_ROWS = """
    unnest(cast(:kinds AS text[]), cast(:keys AS text[]), cast(:account_ids AS uuid[])) AS t (kind, key, account_id)
"""

_ADD_KEYS = text(f"""
    INSERT INTO account_keys (workspace_id, kind, key, account_id)
    SELECT :workspace_id, t.kind, t.key, t.account_id FROM {_ROWS}
    ON CONFLICT DO NOTHING
""")  # noqa: S608 - our own text

# A name is compared with names and domains.
_PARTNERS = text(f"""
    SELECT DISTINCT t.account_id, o.account_id AS other_id, t.kind, o.kind AS other_kind
    FROM {_ROWS}
    CROSS JOIN LATERAL (
        SELECT k.account_id, k.kind FROM account_keys k
        WHERE k.workspace_id = :workspace_id AND k.key = t.key AND k.account_id <> t.account_id
          AND k.kind = ANY(CASE t.kind WHEN 'domain' THEN ARRAY['domain'] ELSE ARRAY['word', 'stem'] END)
        ORDER BY k.account_id LIMIT :most
    ) AS o
    WHERE t.kind <> 'name'
""")  # noqa: S608

# By the index of pieces, with this threshold.
_THRESHOLD = text("SELECT set_config('pg_trgm.similarity_threshold', cast(:least AS text), true)")
_SIMILAR = text("""
    SELECT t.account_id, o.account_id AS other_id, o.key
    FROM unnest(cast(:account_ids AS uuid[]), cast(:names AS text[])) AS t (account_id, name)
    CROSS JOIN LATERAL (
        SELECT k.account_id, k.key FROM account_keys k
        WHERE k.workspace_id = :workspace_id AND k.kind = 'name' AND k.key % t.name
          AND k.account_id <> t.account_id
        ORDER BY similarity(k.key, t.name) DESC, k.account_id LIMIT :most
    ) AS o
""")


async def facts(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]
) -> Sequence[Row[Any]]:
    """account_id, name, key, host and domains of those that are shown still."""
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
    return (await connection.execute(_FACTS, values)).all()


async def keep_keys(
    connection: Connection,
    workspace_id: UUID,
    account_ids: Collection[UUID],
    keys: Mapping[UUID, Sequence[Key]],
) -> None:
    """In place of those that these accounts had."""
    place = {"workspace_id": workspace_id}
    await connection.execute(_FORGET_KEYS, place | {"account_ids": list(account_ids)})
    await connection.execute(_ADD_KEYS, place | _columns(keys))


async def partners(
    connection: Connection, workspace_id: UUID, keys: Mapping[UUID, Sequence[Key]]
) -> list[tuple[UUID, UUID, tuple[str, str]]]:
    """Account, other account, and what kind of key each has it as."""
    values = {"workspace_id": workspace_id, "most": _MOST_PARTNERS} | _columns(keys)
    rows = await connection.execute(_PARTNERS, values)
    return [(row.account_id, row.other_id, (row.kind, row.other_kind)) for row in rows]


async def similar(
    connection: Connection, workspace_id: UUID, names: Mapping[UUID, str], least: float
) -> list[tuple[UUID, UUID, str]]:
    """Account, another one whose normal name is alike, and that name."""
    if not names:
        return []
    await connection.execute(_THRESHOLD, {"least": least})
    values = {"account_ids": list(names), "names": list(names.values()), "most": _MOST_PARTNERS}
    rows = await connection.execute(_SIMILAR, {"workspace_id": workspace_id} | values)
    return [(row.account_id, row.other_id, row.key) for row in rows]


def _columns(keys: Mapping[UUID, Sequence[Key]]) -> dict[str, Any]:
    rows = [(account_id, *one) for account_id, own in keys.items() for one in own]
    return {
        "account_ids": [account_id for account_id, *_ in rows],
        "kinds": [kind for _, kind, _ in rows],
        "keys": [key for *_, key in rows],
    }
