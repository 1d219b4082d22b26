"""Pages are found in the accounts' rows alone: what is sorted and filtered by stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, func, literal, select

from kenbun.accounts.lists.chosen import Chosen
from kenbun.accounts.lists.matching_queries import filtered
from kenbun.accounts.lists.order_queries import ordered
from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.kit.paging import Paging
from kenbun.leads.lists.count_queries import plan_each


async def page(connection: Connection, chosen: Chosen, paging: Paging) -> tuple[list[UUID], int]:
    """The page, and how many there are on all of them, in one go."""
    await plan_each(connection)
    counted = filtered(chosen, select(accounts.c.account_id, func.count().over().label("total")))
    found = ordered(chosen, counted).offset(paging.offset).limit(paging.limit)
    rows = (await connection.execute(found)).all()
    if rows:
        return [row.account_id for row in rows], rows[0].total
    if paging.offset == 0:
        return [], 0
    alone = filtered(chosen, select(func.count()).select_from(accounts))
    return [], int((await connection.execute(alone)).scalar_one())


async def size(
    connection: Connection, workspace_id: UUID, account_ids: Sequence[UUID], chosen: Chosen | None
) -> tuple[int, int]:
    """How many accounts the filters find, or of those of these ids how many there are; and how many leads they have."""
    await plan_each(connection)
    counted = select(func.count(), func.coalesce(func.sum(accounts.c.lead_count), 0)).select_from(accounts)
    row = (await connection.execute(_selected(counted, workspace_id, account_ids, chosen))).one()
    return int(row[0]), int(row[1])


async def after(
    connection: Connection,
    workspace_id: UUID,
    account_ids: Sequence[UUID],
    chosen: Chosen | None,
    after: UUID | None,
    limit: int,
) -> list[UUID]:
    await plan_each(connection)
    found = _selected(select(accounts.c.account_id), workspace_id, account_ids, chosen)
    if after is not None:
        found = found.where(accounts.c.account_id > after)
    return list((await connection.execute(found.order_by(accounts.c.account_id).limit(limit))).scalars())


def _selected(
    found: Select[Any], workspace_id: UUID, account_ids: Sequence[UUID], chosen: Chosen | None
) -> Select[Any]:
    if chosen is not None:
        return filtered(chosen, found)
    ids = literal(list(account_ids), ARRAY(Uuid))
    return found.where(accounts.c.workspace_id == workspace_id, accounts.c.account_id == any_(ids))
