from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, text

from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS, LEADS
from kenbun.identity.strength import STRENGTH
from kenbun.leads.tables import lead_profiles

# What each of them would be called if it were not merged: by its own values and aliases.
_NAMES = text("""
    SELECT own.lead_id,
           coalesce(own.fields ->> 'name',
                    nullif(concat_ws(' ', own.fields ->> 'first_name', own.fields ->> 'last_name'), ''),
                    own.fields ->> 'email', (
               SELECT a.value FROM lead_aliases a
               WHERE a.workspace_id = :workspace_id AND a.lead_id = coalesce(p.root_id, own.lead_id)
                 AND coalesce(a.own_lead_id, a.lead_id) = own.lead_id
               ORDER BY array_position(cast(:strength AS text[]), a.kind), a.created_at, a.value LIMIT 1)) AS name
    FROM (
        SELECT t.lead_id, jsonb_strip_nulls(
            coalesce((SELECT jsonb_object_agg(f.field, f.value) FROM field_values f
                      WHERE f.workspace_id = :workspace_id AND f.subject = 'lead' AND f.subject_id = t.lead_id), '{}')
            || coalesce((SELECT jsonb_object_agg(h.field, h.value) FROM hand_values h
                         WHERE h.workspace_id = :workspace_id AND h.subject = 'lead' AND h.subject_id = t.lead_id
                           AND jsonb_typeof(h.value) <> 'null'), '{}')) AS fields
        FROM unnest(cast(:lead_ids AS uuid[])) AS t (lead_id)
    ) AS own
    LEFT JOIN lead_parts p ON p.workspace_id = :workspace_id AND p.lead_id = own.lead_id
""")


async def names_of(
    connection: Connection, workspace_id: UUID, subject: str, some: Collection[UUID]
) -> dict[UUID, str]:
    """What these leads or accounts are called; one that is merged into another as that one."""
    of, table = (LEADS, lead_profiles) if subject == "lead" else (ACCOUNTS, accounts)
    roots = await of.roots_of(connection, workspace_id, some)
    key = table.c[of.key]
    found = select(key, table.c.name).where(
        table.c.workspace_id == workspace_id, key.in_({roots.get(one, one) for one in some})
    )
    named = {row[0]: row[1] for row in await connection.execute(found)}
    return {one: named[roots.get(one, one)] for one in some if roots.get(one, one) in named}


async def own_names(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, str]:
    """Of those of whom anything is known."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "strength": list(STRENGTH)}
    return {row.lead_id: row.name for row in await connection.execute(_NAMES, values) if row.name}
