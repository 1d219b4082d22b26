from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

if TYPE_CHECKING:
    from kenbun.merging.alike import Key

_MOST_PARTNERS = 20

# A name that somebody has: not the address that is shown in its place.
_FACTS = text("""
    SELECT l.lead_id, l.account_id,
           coalesce(p.fields ->> 'name',
                    nullif(concat_ws(' ', p.fields ->> 'first_name', p.fields ->> 'last_name'), '')) AS name,
           array_remove(array_append(a.phones, p.fields ->> 'phone'), NULL) AS phones,
           array_remove(array_append(a.emails, p.fields ->> 'email'), NULL) AS emails
    FROM leads l
    JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = l.lead_id
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(value) FILTER (WHERE kind = 'phone'), '{}') AS phones,
               coalesce(array_agg(value) FILTER (WHERE kind = 'email'), '{}') AS emails
        FROM lead_aliases
        WHERE workspace_id = :workspace_id AND lead_id = l.lead_id AND kind IN ('email', 'phone')
    ) AS a
    WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:lead_ids AS uuid[]))
""")

_FORGET_KEYS = text("""
    DELETE FROM alike_keys WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")

_ADD_KEYS = text("""
    INSERT INTO alike_keys (workspace_id, kind, key, lead_id, local)
    SELECT DISTINCT :workspace_id, t.kind, t.key, t.lead_id, t.local
    FROM unnest(cast(:kinds AS text[]), cast(:keys AS text[]), cast(:lead_ids AS uuid[]), cast(:locals AS text[]))
      AS t (kind, key, lead_id, local)
    ON CONFLICT DO NOTHING
""")

# Letters that differ must leave something in common.
_PARTNERS = text("""
    SELECT DISTINCT t.lead_id, o.lead_id AS other_id, t.kind
    FROM unnest(cast(:kinds AS text[]), cast(:keys AS text[]), cast(:lead_ids AS uuid[]), cast(:locals AS text[]))
      AS t (kind, key, lead_id, local)
    CROSS JOIN LATERAL (
        SELECT k.lead_id FROM alike_keys k
        WHERE k.workspace_id = :workspace_id AND k.kind = t.kind AND k.key = t.key AND k.lead_id <> t.lead_id
          AND CASE t.kind WHEN 'mailbox'
              THEN levenshtein_less_equal(k.local, t.local, :distance)
                   <= least(:distance, length(k.local) - 1, length(t.local) - 1)
              ELSE true END
        ORDER BY k.lead_id LIMIT :most
    ) AS o
""")


async def facts(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """lead_id, account_id, name, phones and emails of those that are shown still."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return (await connection.execute(_FACTS, values)).all()


async def keep_keys(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], keys: Mapping[UUID, Sequence[Key]]
) -> None:
    """In place of those that these leads had."""
    place = {"workspace_id": workspace_id}
    await connection.execute(_FORGET_KEYS, place | {"lead_ids": list(lead_ids)})
    await connection.execute(_ADD_KEYS, place | _columns(keys))


async def partners(
    connection: Connection, workspace_id: UUID, keys: Mapping[UUID, Sequence[Key]], distance: int
) -> list[tuple[UUID, UUID, str]]:
    """Lead, other lead and kind of the key that they have in common."""
    values = {"workspace_id": workspace_id, "distance": distance, "most": _MOST_PARTNERS}
    rows = await connection.execute(_PARTNERS, values | _columns(keys))
    return [tuple(row) for row in rows]


def _columns(keys: Mapping[UUID, Sequence[Key]]) -> dict[str, Any]:
    rows = [(lead_id, *one) for lead_id, own in keys.items() for one in own]
    return {
        "lead_ids": [lead_id for lead_id, *_ in rows],
        "kinds": [kind for _, kind, _, _ in rows],
        "keys": [key for _, _, key, _ in rows],
        "locals": [local for *_, local in rows],
    }
