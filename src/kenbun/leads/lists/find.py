"""A page of the list: filtered, sorted, with how many there are in all."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kenbun.database import Connection
from kenbun.database.counts import total
from kenbun.kit.paging import Paging
from kenbun.leads.lists import page_queries as queries
from kenbun.leads.lists.choose import choose
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.lists.count_queries import count, everybody, is_counted_apart, plan_each
from kenbun.leads.lists.filters import LeadFilters
from kenbun.leads.lists.order_queries import is_walked
from kenbun.leads.lists.rows import LeadRow, rows_of
from kenbun.levels.in_force import levels_in_force


@dataclass(frozen=True, slots=True)
class LeadPage:
    rows: list[LeadRow]
    total: int
    page: int
    limit: int


async def list_leads(
    connection: Connection,
    workspace_id: UUID,
    filters: LeadFilters,
    paging: Paging,
    member_id: UUID | None = None,
) -> LeadPage:
    """`member_id` is who asks: whose watch list counts, and who `me` is."""
    levels = await levels_in_force(connection, workspace_id)
    chosen = await choose(connection, workspace_id, filters, levels, member_id)
    await plan_each(connection)
    ids, counted = await _find(connection, chosen, filters.sort, paging)
    rows = await rows_of(connection, workspace_id, ids, levels)
    return LeadPage(rows, counted, paging.page, paging.limit)


async def _find(connection: Connection, chosen: Chosen, sort: str, paging: Paging) -> tuple[list[UUID], int]:
    """The page's ids, and the total. Where counting takes as long as finding, both are found in one go if the total is
    not known."""
    place = (connection, chosen, sort, paging)
    ids: list[UUID] | None = None

    async def counted() -> int:
        nonlocal ids
        if is_counted_apart(chosen):
            return await count(connection, chosen)
        if chosen.search is None and is_walked(sort):
            if (few := await queries.page_of_few(*place)) is None:
                return await count(connection, chosen)
            ids, number = few
        else:
            ids, number = await queries.counted_page(*place)
        return number

    number = await total(("leads", chosen.meaning), counted)
    if ids is not None or not number:
        return ids or [], number
    return await queries.page_of(*place, number, await everybody(connection, chosen.workspace_id)), number
