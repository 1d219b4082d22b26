from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection


class Derived(NamedTuple):
    """The own account that a lead belongs to by its company, or none; and the basis, or why there is none."""

    account_id: UUID | None
    basis: str


# By what stands of the lead itself; where it is merged with others, beside it. Whom people, ids or domains resolve is
# left out.
_OPEN = text("""
    SELECT l.lead_id, coalesce(l.own_account_id, l.account_id) AS own_account_id, l.account_basis, named.company,
           named.field,
           ARRAY(SELECT a.value FROM lead_aliases a
                 WHERE a.workspace_id = :workspace_id AND a.lead_id = l.lead_id AND a.kind = 'email'
                 ORDER BY a.created_at, a.event_id, a.value LIMIT 100) AS emails
    FROM leads l
    JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = l.lead_id
    LEFT JOIN LATERAL (
        SELECT p.fields ->> f.field AS company, f.field
        FROM unnest(cast(:fields AS text[])) WITH ORDINALITY AS f (field, place)
        WHERE btrim(p.fields ->> f.field) <> ''
        ORDER BY f.place LIMIT 1
    ) AS named ON true
    WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:lead_ids AS uuid[]))
      AND (l.account_id IS NULL OR l.account_basis = 'company')
    ORDER BY l.lead_id
""")

_KEEP = text("""
    UPDATE leads l
    SET account_id = coalesce(p.root_id, t.account_id), account_basis = t.basis, account_at = NULL,
        own_account_id = CASE WHEN p.root_id <> t.account_id THEN t.account_id END
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:account_ids AS uuid[]), cast(:bases AS text[]))
      AS t (lead_id, account_id, basis)
    LEFT JOIN account_parts p ON p.workspace_id = :workspace_id AND p.account_id = t.account_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = t.lead_id
""")

_KEEP_PARTS = text("""
    UPDATE lead_parts p SET account_id = t.account_id, account_basis = t.basis, account_at = NULL
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:account_ids AS uuid[]), cast(:bases AS text[]))
      AS t (lead_id, account_id, basis)
    WHERE p.workspace_id = :workspace_id AND p.lead_id = t.lead_id
""")


async def open_leads(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], fields: Sequence[str]
) -> Sequence[Row[Any]]:
    """lead_id, own_account_id, account_basis, company, field (which of these says so) and emails."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "fields": list(fields)}
    return (await connection.execute(_OPEN, values)).all()


async def keep(connection: Connection, workspace_id: UUID, derived: Mapping[UUID, Derived]) -> None:
    values = {
        "workspace_id": workspace_id,
        "lead_ids": list(derived),
        "account_ids": [one.account_id for one in derived.values()],
        "bases": [one.basis for one in derived.values()],
    }
    await connection.execute(_KEEP, values)
    await connection.execute(_KEEP_PARTS, values)
