"""Pages are found in the narrow rows alone, and only the leads of the page are then read in full."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from kenbun.database import Connection
from kenbun.database.side_by_side import side_by_side
from kenbun.kit.paging import Paging
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.lists.count_queries import count
from kenbun.leads.lists.first_queries import first_with_page, page_among_first
from kenbun.leads.lists.matching_queries import filtered
from kenbun.leads.lists.order_queries import Order, order_of
from kenbun.leads.tables import leads

# Finding and sorting so many takes no longer than a page may.
FEW = 20_000


async def page_of(
    connection: Connection, chosen: Chosen, sort: str, paging: Paging, number: int, everybody: int
) -> list[UUID]:
    """The page of filters that so many of about everybody meet."""
    place = (connection, chosen, sort, paging)
    first = first_with_page(chosen, sort, paging, number, everybody)
    if first and (found := await page_among_first(*place, first)):
        return found
    sorted_at_once = number <= FEW and (chosen.is_narrow or order_of(chosen, sort).is_elsewhere)
    if sorted_at_once and (few := await page_of_few(*place)):
        return few[0]
    if first is None:
        return await page_of_ids(*place)
    # the planner takes the page to be among the first
    async with side_by_side(connection):
        return await page_of_ids(*place)


async def page_of_ids(connection: Connection, chosen: Chosen, sort: str, paging: Paging) -> list[UUID]:
    return await stretch_of_ids(connection, chosen, sort, paging.offset, paging.limit)


async def stretch_of_ids(
    connection: Connection, chosen: Chosen, sort: str, offset: int, limit: int
) -> list[UUID]:
    order, ids = order_of(chosen, sort), select(leads.c.lead_id)
    if not order.indexed:
        return await _ids(connection, _ordered(chosen, ids, sort).offset(offset).limit(limit))
    # an index leads to those who have a key; the others come after them, by their ids
    keyed = _ordered(chosen, ids, sort, keyed=True)
    with_key = await _ids(connection, keyed.offset(offset).limit(limit))
    if len(with_key) == limit:
        return with_key
    before = offset + len(with_key)
    if offset and not with_key:
        before = await _count_keyed(connection, chosen, order)
    others = _ordered(chosen, ids, sort, keyed=False).offset(max(0, offset - before))
    return with_key + await _ids(connection, others.limit(limit - len(with_key)))


async def _ids(connection: Connection, found: Select[Any]) -> list[UUID]:
    return list((await connection.execute(found)).scalars())


async def _count_keyed(connection: Connection, chosen: Chosen, order: Order) -> int:
    counted = filtered(chosen, select(func.count()).select_from(leads), profiles=order.profiles)
    return int((await connection.execute(order.join(counted).where(order.key.is_not(None)))).scalar_one())


async def counted_page(
    connection: Connection, chosen: Chosen, sort: str, paging: Paging
) -> tuple[list[UUID], int]:
    """The page, and how many there are on all of them, in one go: for filters by which finding is most of the work."""
    counted = select(leads.c.lead_id, func.count().over().label("total"))
    ordered = _ordered(chosen, counted, sort).offset(paging.offset).limit(paging.limit)
    found = (await connection.execute(ordered)).all()
    if not found:
        return [], await count(connection, chosen)
    return [row.lead_id for row in found], found[0].total


async def page_of_few(
    connection: Connection, chosen: Chosen, sort: str, paging: Paging
) -> tuple[list[UUID], int] | None:
    """The page, and how many there are, of filters that not many meet; None where many do.

    All of them are found first, then sorted: an index that leads through the order may lead past everybody else
    before it comes to them.
    """
    order, down = order_of(chosen, sort), sort.startswith("-")
    keyed = select(leads.c.lead_id, *order.named())
    matching = filtered(chosen, keyed, profiles=order.profiles, all_at_once=True)
    found = order.join(matching).limit(FEW + 1).cte("found").prefix_with("MATERIALIZED")
    total = select(func.count()).select_from(found).scalar_subquery()
    ordered = select(found.c.lead_id, total.label("total")).order_by(*order.columns(down=down, found=found))
    rows = (await connection.execute(ordered.offset(paging.offset).limit(paging.limit))).all()
    counted = rows[0].total if rows else await count(connection, chosen)
    return ([row.lead_id for row in rows], counted) if counted <= FEW else None


def _ordered(chosen: Chosen, selected: Select[Any], sort: str, *, keyed: bool | None = None) -> Select[Any]:
    """All, or those alone who have something to be sorted by, or who have not."""
    order, down = order_of(chosen, sort), sort.startswith("-")
    found = order.join(
        filtered(chosen, selected, profiles=order.profiles, all_at_once=not order.is_elsewhere)
    )
    if keyed is not None:
        found = found.where(order.key.is_not(None) if keyed else order.key.is_(None))
    return found.order_by(*order.columns(down=down, keyed=keyed))
