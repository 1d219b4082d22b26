"""Pages are found in the narrow rows alone, and only the leads of the page are then read in full."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from kenbun.database import Connection
from kenbun.kit.paging import Paging
from kenbun.leads.lists.chosen import ELSEWHERE, Chosen
from kenbun.leads.lists.count_queries import count, plan_each
from kenbun.leads.lists.matching_queries import filtered
from kenbun.leads.lists.order_queries import Order, order_of
from kenbun.leads.tables import leads

# Among so many leads a page is found of filters that one in fifty meets.
_FIRST = 4_000
# Finding and sorting so many takes no longer than a page may.
FEW = 20_000


async def page_of_ids(connection: Connection, chosen: Chosen, sort: str, paging: Paging) -> list[UUID]:
    return await stretch_of_ids(connection, chosen, sort, paging.offset, paging.limit)


async def stretch_of_ids(
    connection: Connection, chosen: Chosen, sort: str, offset: int, limit: int
) -> list[UUID]:
    await plan_each(connection)
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
    await plan_each(connection)
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
    await plan_each(connection)
    order, down = order_of(chosen, sort), sort.startswith("-")
    keyed = select(leads.c.lead_id, *order.named())
    matching = filtered(chosen, keyed, profiles=order.profiles, all_at_once=True)
    found = order.join(matching).limit(FEW + 1).cte("found").prefix_with("MATERIALIZED")
    total = select(func.count()).select_from(found).scalar_subquery()
    ordered = select(found.c.lead_id, total.label("total")).order_by(*order.columns(down=down, found=found))
    rows = (await connection.execute(ordered.offset(paging.offset).limit(paging.limit))).all()
    counted = rows[0].total if rows else await count(connection, chosen)
    return ([row.lead_id for row in rows], counted) if counted <= FEW else None


async def page_of_many(connection: Connection, chosen: Chosen, sort: str, paging: Paging) -> list[UUID]:
    """The page of filters that many meet: looked for among the first by the sort, which leaves no join of all leads
    with all matches to do; where too few of those match, among all."""
    if not order_of(chosen, sort).is_elsewhere and paging.offset + paging.limit <= _FIRST // 20:
        await plan_each(connection)
        among_first = await _ids(
            connection, _among_first(chosen, sort).offset(paging.offset).limit(paging.limit)
        )
        if len(among_first) == paging.limit:
            return among_first
    return await page_of_ids(connection, chosen, sort, paging)


def _among_first(chosen: Chosen, sort: str) -> Select[Any]:
    """Of the first by what stands in the leads' own rows: those who meet all the rest as well."""
    order, down = order_of(chosen, sort), sort.startswith("-")
    keyed = select(leads.c.lead_id, order.key.label("key"))
    narrow = order.join(filtered(chosen.without(*ELSEWHERE), keyed, profiles=order.profiles))
    first = narrow.order_by(order.by(down=down), leads.c.lead_id).limit(_FIRST).cte("first")
    # of so few the profiles are opened
    found = filtered(chosen, select(leads.c.lead_id), profiles=True).join(
        first, first.c.lead_id == leads.c.lead_id
    )
    return found.order_by(order.by(down=down, key=first.c.key), leads.c.lead_id)


def _ordered(chosen: Chosen, selected: Select[Any], sort: str, *, keyed: bool | None = None) -> Select[Any]:
    """All, or those alone who have something to be sorted by, or who have not."""
    order, down = order_of(chosen, sort), sort.startswith("-")
    found = order.join(
        filtered(chosen, selected, profiles=order.profiles, all_at_once=not order.is_elsewhere)
    )
    if keyed is not None:
        found = found.where(order.key.is_not(None) if keyed else order.key.is_(None))
    return found.order_by(*order.columns(down=down, keyed=keyed))
