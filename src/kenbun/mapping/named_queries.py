from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, text

from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS, LEADS, Rooted
from kenbun.identity.strength import STRENGTH
from kenbun.leads.tables import lead_profiles

# What is shown of each by its own values.
_OWN_FIELDS = """
    jsonb_strip_nulls(
        coalesce((SELECT jsonb_object_agg(f.field, f.value) FROM field_values f
                  WHERE f.workspace_id = :workspace_id AND f.subject = '{subject}' AND f.subject_id = t.id), '{{}}')
        || coalesce((SELECT jsonb_object_agg(h.field, h.value) FROM hand_values h
                     WHERE h.workspace_id = :workspace_id AND h.subject = '{subject}' AND h.subject_id = t.id
                       AND jsonb_typeof(h.value) <> 'null'), '{{}}')) AS fields
"""

# What each of them would be called if it were not merged: by its own values and aliases.
_NAMES = {
    LEADS: text(f"""
        SELECT own.id,
               coalesce(own.fields ->> 'name',
                        nullif(concat_ws(' ', own.fields ->> 'first_name', own.fields ->> 'last_name'), ''),
                        own.fields ->> 'email', (
                   SELECT a.value FROM lead_aliases a
                   WHERE a.workspace_id = :workspace_id AND a.lead_id = coalesce(p.root_id, own.id)
                     AND coalesce(a.own_lead_id, a.lead_id) = own.id
                   ORDER BY array_position(cast(:strength AS text[]), a.kind), a.created_at, a.value LIMIT 1)) AS name
        FROM (SELECT t.id, {_OWN_FIELDS.format(subject="lead")}
              FROM unnest(cast(:ids AS uuid[])) AS t (id)) AS own
        LEFT JOIN lead_parts p ON p.workspace_id = :workspace_id AND p.lead_id = own.id
    """),  # noqa: S608 - our own text
    ACCOUNTS: text(f"""
        SELECT own.id,
               coalesce(own.fields ->> 'name', (
                   SELECT a.value FROM account_aliases a
                   WHERE a.workspace_id = :workspace_id AND a.account_id = coalesce(p.root_id, own.id)
                     AND coalesce(a.own_account_id, a.account_id) = own.id
                   ORDER BY array_position(cast(:strength AS text[]), a.kind), a.created_at, a.value LIMIT 1),
                   x.name, (
                   SELECT m.kept ->> 'name' FROM merges m
                   WHERE m.workspace_id = :workspace_id AND m.source_id = own.id
                   ORDER BY m.merged_at DESC LIMIT 1)) AS name
        FROM (SELECT t.id, {_OWN_FIELDS.format(subject="account")}
              FROM unnest(cast(:ids AS uuid[])) AS t (id)) AS own
        LEFT JOIN account_parts p ON p.workspace_id = :workspace_id AND p.account_id = own.id
        LEFT JOIN accounts x ON x.workspace_id = :workspace_id AND x.account_id = own.id
    """),  # noqa: S608
}
_FIRST = {LEADS: list(STRENGTH), ACCOUNTS: ["domain", "id"]}


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
    connection: Connection, workspace_id: UUID, ids: Collection[UUID], of: Rooted = LEADS
) -> dict[UUID, str]:
    """Of those of whom anything is known."""
    values = {"workspace_id": workspace_id, "ids": list(ids), "strength": _FIRST[of]}
    return {row.id: row.name for row in await connection.execute(_NAMES[of], values) if row.name}
