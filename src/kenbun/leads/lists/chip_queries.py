"""Names of the accounts that stand in filters by their ids."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select

from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.lists.text_queries import containing, folded


async def accounts_named(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]
) -> dict[UUID, str]:
    found = select(accounts.c.account_id, accounts.c.name).where(
        accounts.c.workspace_id == workspace_id, accounts.c.account_id.in_(account_ids)
    )
    return {row.account_id: row.name for row in await connection.execute(found)}


async def accounts_like(
    connection: Connection, workspace_id: UUID, typed: str, limit: int
) -> dict[UUID, str]:
    """Those in whose name or domain the text occurs, without case, those with the highest engagement first."""
    pattern = containing(typed)
    found = (
        select(accounts.c.account_id, accounts.c.name)
        .where(
            accounts.c.workspace_id == workspace_id,
            or_(folded(accounts.c.name).like(pattern), folded(accounts.c.domain).like(pattern)),
        )
        .order_by(accounts.c.engagement_score.desc(), accounts.c.account_id)
        .limit(limit)
    )
    return {row.account_id: row.name for row in await connection.execute(found)}
