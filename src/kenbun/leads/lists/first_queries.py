"""Pages of filters that many meet: looked for among the first by the sort, as far as there should be enough of them.

That leaves no join of all leads with all matches to do, and bounds how far a walk leads past those who do not match.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from kenbun.database import Connection
from kenbun.database.counts import about
from kenbun.kit.paging import Paging
from kenbun.leads.lists.chosen import ELSEWHERE, Chosen
from kenbun.leads.lists.matching_queries import filtered
from kenbun.leads.lists.order_queries import Order, order_of
from kenbun.leads.tables import leads

# So many of the first are looked at.
_FIRST = 4_000
# Chance leaves fewer among them than there should be.
_TIMES = 3


def first_with_page(chosen: Chosen, sort: str, paging: Paging, number: int, everybody: int) -> int | None:
    """Among how many of the first by the sort a page should be, where so many of about everybody meet the filters. None
    where that is too many to look at, and where what finds the first asks for all there is to ask."""
    wanted = paging.offset + paging.limit
    if wanted > number or chosen == _asked_at_once(chosen, order_of(chosen, sort)):
        return None
    first = _TIMES * wanted * max(everybody, number) // number
    return first if first <= _FIRST else None


async def page_among_first(
    connection: Connection, chosen: Chosen, sort: str, paging: Paging, first: int
) -> list[UUID] | None:
    """None where no whole page is among so many. Where none was minutes ago, nobody is looked at again: whom a search
    finds may all come last by the sort."""
    ids: list[UUID] | None = None

    async def look() -> int:
        nonlocal ids
        found = _among_first(chosen, sort, first).offset(paging.offset).limit(paging.limit)
        among = list((await connection.execute(found)).scalars())
        ids = among if len(among) == paging.limit else None
        return ids is not None

    if await about(("first", chosen.meaning, sort, paging), look) and ids is None:
        await look()
    return ids


def _among_first(chosen: Chosen, sort: str, number: int) -> Select[Any]:
    """Of the first, those who meet all the rest as well. Where an index leads through the order, whoever has no key
    comes last, and stands in no such index."""
    order, down = order_of(chosen, sort), sort.startswith("-")
    keyed = True if order.indexed else None
    narrow = order.join(
        filtered(
            _asked_at_once(chosen, order),
            select(leads.c.lead_id, *order.named()),
            profiles=order.profiles,
        )
    )
    if keyed:
        narrow = narrow.where(order.key.is_not(None))
    first = narrow.order_by(*order.columns(down=down, keyed=keyed)).limit(number).cte("first")
    # of so few the profiles are opened
    found = filtered(chosen, select(leads.c.lead_id)).join(first, first.c.lead_id == leads.c.lead_id)
    return found.order_by(*order.columns(down=down, found=first))


def _asked_at_once(chosen: Chosen, order: Order) -> Chosen:
    """What is asked of the first as they are found: what stands in the rows that are read for the order."""
    return Chosen(chosen.workspace_id) if order.is_elsewhere else chosen.without(*ELSEWHERE)
