"""A page of the list: filtered, sorted, with how many there are in all."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kenbun.accounts.lists import page_queries as queries
from kenbun.accounts.lists.chosen import choose
from kenbun.accounts.lists.filters import AccountFilters
from kenbun.accounts.lists.rows import AccountRow, rows_of
from kenbun.database import Connection
from kenbun.kit.paging import Paging
from kenbun.levels.in_force import levels_in_force


@dataclass(frozen=True, slots=True)
class AccountPage:
    rows: list[AccountRow]
    total: int
    page: int
    limit: int


async def list_accounts(
    connection: Connection,
    workspace_id: UUID,
    filters: AccountFilters,
    paging: Paging,
    member_id: UUID | None = None,
) -> AccountPage:
    """`member_id` is who asks: who `me` is."""
    levels = await levels_in_force(connection, workspace_id)
    chosen = await choose(connection, workspace_id, filters, levels, member_id)
    ids, total = await queries.page(connection, chosen, paging)
    rows = await rows_of(connection, workspace_id, ids, levels)
    return AccountPage(rows, total, paging.page, paging.limit)
