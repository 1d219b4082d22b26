"""The own standing of each lead of a group."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.batch.part import Account
from kenbun.database import Connection

_ADD_PARTS = text("""
    INSERT INTO lead_parts (workspace_id, lead_id, root_id, created_at, account_id, account_basis, account_at, owner_id)
    SELECT workspace_id, lead_id, lead_id, created_at, coalesce(own_account_id, account_id), account_basis, account_at,
           owner_id
    FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
    ON CONFLICT (workspace_id, lead_id) DO UPDATE SET owner_decided = false
    WHERE lead_parts.root_id = lead_parts.lead_id AND NOT EXISTS (
        SELECT FROM lead_parts o
        WHERE o.workspace_id = :workspace_id AND o.root_id = lead_parts.lead_id AND o.lead_id <> lead_parts.lead_id)
""")

# Of leads that the batch at hand makes: their rows come later, or never.
_ADD_NEW_PARTS = text("""
    INSERT INTO lead_parts (workspace_id, lead_id, root_id, created_at, account_basis)
    SELECT :workspace_id, t.lead_id, t.lead_id, :now, 'no_email' FROM unnest(cast(:lead_ids AS uuid[])) AS t (lead_id)
""")

_SHOW_PARTS = text("""
    UPDATE leads l
    SET created_at = t.created_at, account_id = coalesce(p.root_id, t.account_id), account_basis = t.basis,
        account_at = t.at, own_account_id = CASE WHEN p.root_id <> t.account_id THEN t.account_id END
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:created AS timestamptz[]), cast(:account_ids AS uuid[]),
                cast(:bases AS text[]), cast(:times AS timestamptz[])) AS t (lead_id, created_at, account_id, basis, at)
    LEFT JOIN account_parts p ON p.workspace_id = :workspace_id AND p.account_id = t.account_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = t.lead_id
""")

# Who is not merged with others any more, and of whose account people have said nothing.
_DROP_ALONE = text("""
    DELETE FROM lead_parts
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND hand_account_id IS NULL
      AND NOT EXISTS (
        SELECT FROM lead_parts o WHERE o.workspace_id = :workspace_id AND o.root_id = lead_parts.lead_id
                                   AND o.lead_id <> lead_parts.lead_id)
    RETURNING lead_id
""")


async def add_parts(
    connection: Connection,
    workspace_id: UUID,
    lead_ids: Collection[UUID],
    new_ids: Collection[UUID],
    now: datetime,
) -> None:
    """Roots that are about to be merged; who is part of a group already stays as it is."""
    place = {"workspace_id": workspace_id}
    await connection.execute(_ADD_PARTS, place | {"lead_ids": list(lead_ids)})
    if new_ids:
        await connection.execute(_ADD_NEW_PARTS, place | {"lead_ids": list(new_ids), "now": now})


async def show_parts(
    connection: Connection, workspace_id: UUID, shown: Mapping[UUID, tuple[datetime, Account]]
) -> None:
    """Of each of these roots since when it is known, and the account that all its parts make."""
    if shown:
        values = {
            "workspace_id": workspace_id,
            "lead_ids": list(shown),
            "created": [created_at for created_at, _ in shown.values()],
            "account_ids": [account.account_id for _, account in shown.values()],
            "bases": [account.basis for _, account in shown.values()],
            "times": [account.at for _, account in shown.values()],
        }
        await connection.execute(_SHOW_PARTS, values)


async def drop_alone(connection: Connection, workspace_id: UUID, root_ids: Collection[UUID]) -> list[UUID]:
    """Of these roots those that nobody is shown in any more are no parts of anything. Answers which."""
    values = {"workspace_id": workspace_id, "lead_ids": list(root_ids)}
    return list((await connection.execute(_DROP_ALONE, values)).scalars())
