"""Which leads are shown as one: now, and at a past time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.batch import Part
from kenbun.database import Connection
from kenbun.identity.rooted_queries import LEADS

_TOGETHER_AT = text("""
    WITH together AS (
        SELECT t.lead_id AS own_id, t.lead_id AS then_id FROM unnest(cast(:lead_ids AS uuid[])) AS t (lead_id)
        UNION ALL
        SELECT lead_id, root_id FROM lead_roots
        WHERE workspace_id = :workspace_id AND root_id = ANY(cast(:lead_ids AS uuid[]))
          AND held_from <= :at AND (held_to IS NULL OR held_to > :at)
    )
    SELECT t.own_id, t.then_id, coalesce(p.root_id, t.own_id) AS root_id
    FROM together t
    LEFT JOIN lead_parts p ON p.workspace_id = :workspace_id AND p.lead_id = t.own_id
""")

_PARTS = text("""
    SELECT p.lead_id, p.root_id, p.created_at, p.account_id, p.account_basis, p.account_at,
           m.account_id AS chosen_account_id, m.merged_at AS chosen_at, p.hand_account_id, p.hand_at
    FROM lead_parts p
    LEFT JOIN merges m ON m.workspace_id = :workspace_id AND m.merge_id = p.merge_id
    WHERE p.workspace_id = :workspace_id AND p.root_id = ANY(cast(:root_ids AS uuid[]))
    ORDER BY p.lead_id
""")

_ATTRIBUTE = text("""
    UPDATE lead_parts p
    SET account_id = t.account_id, account_basis = t.account_basis, account_at = t.account_at
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:account_ids AS uuid[]), cast(:bases AS text[]),
                cast(:times AS timestamptz[])) AS t (lead_id, account_id, account_basis, account_at)
    WHERE p.workspace_id = :workspace_id AND p.lead_id = t.lead_id
""")


roots_of = LEADS.roots_of
known_leads = LEADS.known
root_at = LEADS.root_at
held_others_at = LEADS.held_others_at
together = LEADS.together


async def parts_of(
    connection: Connection, workspace_id: UUID, root_ids: Collection[UUID]
) -> dict[UUID, Part]:
    """All parts of these roots; a root that is not merged with others has none."""
    if not root_ids:
        return {}
    values = {"workspace_id": workspace_id, "root_ids": list(root_ids)}
    return {row.lead_id: Part(*row) for row in await connection.execute(_PARTS, values)}


async def own_ids_of(
    connection: Connection, workspace_id: UUID, root_ids: Collection[UUID]
) -> dict[UUID, list[UUID]]:
    """Of each of these roots the leads that are shown in it, itself among them."""
    parts = await parts_of(connection, workspace_id, root_ids)
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for part in parts.values():
        found[part.root_id].append(part.lead_id)
    return {root_id: found.get(root_id, [root_id]) for root_id in root_ids}


async def attribute_parts(connection: Connection, workspace_id: UUID, parts: Mapping[UUID, Part]) -> None:
    """Keeps whose each of these leads is on its own."""
    if parts:
        values = {
            "workspace_id": workspace_id,
            "lead_ids": list(parts),
            "account_ids": [part.account_id for part in parts.values()],
            "bases": [part.account_basis for part in parts.values()],
            "times": [part.account_at for part in parts.values()],
        }
        await connection.execute(_ATTRIBUTE, values)


async def together_at(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], at: datetime
) -> dict[str, list[UUID]]:
    """Whose events were those of these roots at that time: what the statements of `hits_queries.THEN` ask for.

    `own_ids` did them, each shown in its `then_ids` at that time; `lead_ids` is where they are shown now.
    """
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "at": at}
    rows = (await connection.execute(_TOGETHER_AT, values)).all()
    return {
        "own_ids": [row.own_id for row in rows],
        "then_ids": [row.then_id for row in rows],
        "lead_ids": list({row.root_id for row in rows}),
    }
