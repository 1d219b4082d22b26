from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select, text

from kenbun.database import Connection
from kenbun.identity.strength import STRENGTH
from kenbun.merging.tables import merges

_MOST = 500

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


async def merges_of(
    connection: Connection, workspace_id: UUID, lead_id: UUID, below: Collection[UUID]
) -> Sequence[Row[Any]]:
    """Those in which the lead was merged, and those into any of `below`; the latest first."""
    found = (
        select(merges)
        .where(
            merges.c.workspace_id == workspace_id,
            or_(merges.c.source_id == lead_id, merges.c.target_id.in_(below)),
        )
        .order_by(merges.c.merged_at.desc(), merges.c.merge_id.desc())
        .limit(_MOST)
    )
    return (await connection.execute(found)).all()


async def own_names(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, str]:
    """Of those of whom anything is known."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "strength": list(STRENGTH)}
    return {row.lead_id: row.name for row in await connection.execute(_NAMES, values) if row.name}
