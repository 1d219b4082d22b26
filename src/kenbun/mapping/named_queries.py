from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.identity.roots_queries import roots_of
from kenbun.leads.tables import lead_profiles


async def names_of(
    connection: Connection, workspace_id: UUID, subject: str, some: Collection[UUID]
) -> dict[UUID, str]:
    """What these leads or accounts are called; a lead that is merged into another as that one."""
    if subject == "lead":
        roots = await roots_of(connection, workspace_id, some)
        found = select(lead_profiles.c.lead_id, lead_profiles.c.name).where(
            lead_profiles.c.workspace_id == workspace_id,
            lead_profiles.c.lead_id.in_({roots.get(one, one) for one in some}),
        )
        named = {row.lead_id: row.name for row in await connection.execute(found)}
        return {one: named[roots.get(one, one)] for one in some if roots.get(one, one) in named}
    found = select(accounts.c.account_id, accounts.c.name).where(
        accounts.c.workspace_id == workspace_id, accounts.c.account_id.in_(some)
    )
    return {row[0]: row[1] for row in await connection.execute(found)}
