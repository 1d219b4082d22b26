"""Saving, listing and removing views. A view is its query alone: who opens it sees the list of now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.kit.text import line
from kenbun.lists.views import queries

MOST = 100
"""Views of one list in one workspace."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that has views. `name` is that of its page's address and, in the plural, what it lists.

    `spell` answers the filters and the sort of a query in their one spelling; it raises Invalid naming the filter that
    is wrong.
    """

    name: str
    noun: str
    spell: Callable[[Connection, Caller, str], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class View:
    """`query` is what stands after the question mark of the list's URL."""

    view_id: UUID
    name: str
    query: str
    created_at: datetime
    created_by: str


async def list_views(connection: Connection, workspace_id: UUID, listed: str) -> list[View]:
    """All of the list with this name, by their names."""
    rows = await queries.views_of(connection, workspace_id, listed, MOST)
    return [View(row.view_id, row.name, row.query, row.created_at, row.created_by) for row in rows]


async def save_view(
    connection: Connection, caller: Caller, listed: Listed, name: str, query: str, now: datetime
) -> View:
    """The filters and the sort of the query; a page or what else stands in it is left out.

    Raises Invalid naming the filter that is wrong, Conflict where the name is taken.
    """
    name = line(name, "name", 80)
    query = await listed.spell(connection, caller, query)
    if await queries.count(connection, caller.workspace_id, listed.name) >= MOST:
        raise Conflict(f"A workspace has at most {MOST} views of {listed.name}: remove one first.")
    view = View(new_id(), name, query, now, caller.name)
    place = (connection, caller.workspace_id, listed.name)
    if not await queries.add(*place, view.view_id, view.name, view.query, now, caller.name):
        raise Conflict(
            f"There is a view “{name}” already: take another name, or remove that one.", field="name"
        )
    subject = ("view", public("view", view.view_id))
    after = {"list": listed.name, "name": name, "query": view.query}
    await audit.record(connection, caller, "view.add", subject, after=after, now=now)
    return view


async def remove_view(
    connection: Connection, caller: Caller, listed: Listed, view_id: UUID, now: datetime
) -> None:
    """Raises NotFound."""
    gone = await queries.remove(connection, caller.workspace_id, listed.name, view_id)
    if gone is None:
        raise NotFound("There is no such view.", field="view_id")
    before = {"list": listed.name, "name": gone.name, "query": gone.query}
    subject = ("view", public("view", view_id))
    await audit.record(connection, caller, "view.remove", subject, before=before, now=now)
