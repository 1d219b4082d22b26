"""From one lead to the next in the list that it was opened from, as that list is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.kit.paging import MAX_DEPTH
from kenbun.leads.lists import page_queries as queries
from kenbun.leads.lists import url
from kenbun.leads.lists.choose import choose
from kenbun.leads.lists.count_queries import plan_each
from kenbun.levels.in_force import levels_in_force

# Scores move while one reads: so far to either side a lead is looked for that is not where it was.
_REACH = 25


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list a lead stood: the filters and the order as in the URL, and the how manieth it was, from 1."""

    query: str
    number: int

    @classmethod
    def read(cls, query: str, number: int) -> Self:
        """Raises Invalid where the query means nothing."""
        return cls(url.written(url.read_query(query)), number)

    def of(self, lead_id: str) -> str:
        """The address of a lead that stands here."""
        pairs = {"list": self.query} if self.query else {}
        return f"/leads/{lead_id}?{urlencode(pairs | {'n': self.number})}"

    def page(self, size: int) -> str:
        """The address of the page of the list that it stands on."""
        number = (self.number - 1) // size + 1
        page = f"page={number}" if number > 1 else ""
        query = "&".join(part for part in (self.query, page) if part)
        return f"/leads?{query}" if query else "/leads"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Addresses; None at either end."""

    before: str | None
    after: str | None


async def neighbours(
    connection: Connection, workspace_id: UUID, place: Place, lead_id: UUID, member_id: UUID | None
) -> Neighbours:
    """Of a lead that has left the list: who now stands before its place, and who at it."""
    if not 1 <= place.number <= MAX_DEPTH:
        return Neighbours(None, None)
    levels = await levels_in_force(connection, workspace_id)
    filters = url.read_query(place.query)
    chosen = await choose(connection, workspace_id, filters, levels, member_id)
    first = max(0, place.number - 1 - _REACH)
    await plan_each(connection)
    ids = await queries.stretch_of_ids(connection, chosen, filters.sort, first, 2 * _REACH + 1)
    here = ids.index(lead_id) if lead_id in ids else place.number - 1 - first
    after = here + 1 if lead_id in ids else here
    return Neighbours(_address(place, ids, first, here - 1), _address(place, ids, first, after))


def _address(place: Place, ids: list[UUID], first: int, at: int) -> str | None:
    if not 0 <= at < len(ids):
        return None
    return Place(place.query, first + at + 1).of(public("ld", ids[at]))
