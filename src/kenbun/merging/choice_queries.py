from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS, LEADS, Rooted

_SHOWN = {
    LEADS: text("""
        SELECT l.lead_id AS id, l.account_id, coalesce(l.own_account_id, l.account_id) AS own_account_id,
               coalesce(p.fields, '{}') AS fields
        FROM leads l
        LEFT JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = l.lead_id
        WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:ids AS uuid[]))
    """),
    ACCOUNTS: text("""
        SELECT account_id AS id, cast(NULL AS uuid) AS account_id, cast(NULL AS uuid) AS own_account_id, fields
        FROM accounts
        WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:ids AS uuid[]))
    """),
}


class Shown(NamedTuple):
    account_id: UUID | None
    own_account_id: UUID | None
    fields: dict[str, Any]


async def shown(
    connection: Connection, workspace_id: UUID, ids: Collection[UUID], of: Rooted = LEADS
) -> dict[UUID, Shown]:
    """The fields that each of these roots shows, and of leads the account: the one shown, and the own one."""
    rows = await connection.execute(_SHOWN[of], {"workspace_id": workspace_id, "ids": list(ids)})
    return {row.id: Shown(*row[1:]) for row in rows}
