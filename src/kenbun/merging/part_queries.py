"""The own standing of each lead of a group, and whose root was whose when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.batch.part import Account
from kenbun.database import Connection
from kenbun.merging.link_queries import Link

_ADD_PARTS = text("""
    INSERT INTO lead_parts (workspace_id, lead_id, root_id, created_at, account_id, account_basis, account_at, owner_id)
    SELECT workspace_id, lead_id, lead_id, created_at, account_id, account_basis, account_at, owner_id FROM leads
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
    ON CONFLICT DO NOTHING
""")

# Of leads that the batch at hand makes: their rows come later, or never.
_ADD_NEW_PARTS = text("""
    INSERT INTO lead_parts (workspace_id, lead_id, root_id, created_at, account_basis)
    SELECT :workspace_id, t.lead_id, t.lead_id, :now, 'no_email' FROM unnest(cast(:lead_ids AS uuid[])) AS t (lead_id)
""")

_LINK_PARTS = text("""
    UPDATE lead_parts p
    SET root_id = t.root_id, merge_id = CASE p.lead_id WHEN t.source_id THEN t.merge_id ELSE p.merge_id END
    FROM unnest(cast(:source_ids AS uuid[]), cast(:root_ids AS uuid[]), cast(:merge_ids AS uuid[]))
      AS t (source_id, root_id, merge_id)
    WHERE p.workspace_id = :workspace_id AND p.root_id = t.source_id
""")

_CLOSE_ROOTS = text("""
    UPDATE lead_roots SET held_to = :now
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND held_to IS NULL
""")

_OPEN_ROOTS = text("""
    INSERT INTO lead_roots (workspace_id, lead_id, held_from, root_id)
    SELECT workspace_id, lead_id, :now, root_id FROM lead_parts
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND lead_id <> root_id
""")

_UNLINK_PARTS = text("""
    UPDATE lead_parts SET root_id = :source_id, merge_id = CASE lead_id WHEN :source_id THEN NULL ELSE merge_id END
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:own_ids AS uuid[]))
""")

_SHOW_PARTS = text("""
    UPDATE leads
    SET created_at = :created_at, account_id = :account_id, account_basis = :account_basis, account_at = :account_at
    WHERE workspace_id = :workspace_id AND lead_id = :lead_id
""")

# Who is not merged with others any more.
_DROP_ALONE = text("""
    DELETE FROM lead_parts
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[])) AND NOT EXISTS (
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


async def link_parts(
    connection: Connection, workspace_id: UUID, links: Sequence[Link], moved: Collection[UUID], now: datetime
) -> None:
    """All that is shown in the sources (`moved` are all these own leads) is shown in their roots from now on."""
    values = {
        "workspace_id": workspace_id,
        "source_ids": [link.source_id for link in links],
        "root_ids": [link.root_id for link in links],
        "merge_ids": [link.merge_id for link in links],
    }
    await connection.execute(_LINK_PARTS, values)
    await _note_roots(connection, workspace_id, moved, now)


async def unlink_parts(
    connection: Connection, workspace_id: UUID, source_id: UUID, own_ids: Collection[UUID], now: datetime
) -> None:
    """The source is a root again, of all these leads."""
    values = {"workspace_id": workspace_id, "source_id": source_id, "own_ids": list(own_ids)}
    await connection.execute(_UNLINK_PARTS, values)
    await _note_roots(connection, workspace_id, own_ids, now)


async def _note_roots(
    connection: Connection, workspace_id: UUID, own_ids: Collection[UUID], now: datetime
) -> None:
    values = {"workspace_id": workspace_id, "lead_ids": list(own_ids), "now": now}
    await connection.execute(_CLOSE_ROOTS, values)
    await connection.execute(_OPEN_ROOTS, values)


async def show_parts(
    connection: Connection, workspace_id: UUID, root_id: UUID, created_at: datetime, account: Account
) -> None:
    values = {"workspace_id": workspace_id, "lead_id": root_id, "created_at": created_at}
    account_values = {
        "account_id": account.account_id,
        "account_basis": account.basis,
        "account_at": account.at,
    }
    await connection.execute(_SHOW_PARTS, values | account_values)


async def drop_alone(connection: Connection, workspace_id: UUID, root_ids: Collection[UUID]) -> list[UUID]:
    """Of these roots those that nobody is shown in any more are no parts of anything. Answers which."""
    values = {"workspace_id": workspace_id, "lead_ids": list(root_ids)}
    return list((await connection.execute(_DROP_ALONE, values)).scalars())
