"""Which leads an act is about: those that were ticked, or all that the filters find."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from kenbun.database import Connection
from kenbun.leads.lists import selection_queries as queries
from kenbun.leads.lists.choose import choose
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.lists.filters import LeadFilters
from kenbun.levels.in_force import levels_in_force
from kenbun.lists import selection


class Selection(selection.Selection[LeadFilters]):
    __slots__ = ()
    NOUN: ClassVar[str] = "lead"
    PREFIX: ClassVar[str] = "ld"
    FILTERS: ClassVar[type[LeadFilters]] = LeadFilters


async def count_selected(connection: Connection, workspace_id: UUID, selection: Selection) -> int:
    """How many there are now. Raises Invalid where the filters ask for what there is no more."""
    chosen = await _chosen(connection, workspace_id, selection)
    return await queries.count(connection, workspace_id, selection.ids, chosen)


async def events_of_selected(connection: Connection, workspace_id: UUID, selection: Selection) -> int:
    """How many events they have done, all together."""
    chosen = await _chosen(connection, workspace_id, selection)
    return await queries.count_events(connection, workspace_id, selection.ids, chosen)


async def selected_after(
    connection: Connection, workspace_id: UUID, selection: Selection, after: UUID | None, limit: int
) -> list[UUID]:
    """The next of the leads, in the order of their ids; begins with `after` None, and ends with an empty answer.

    An act may change what the filters look at: who has been passed does not come again.
    """
    chosen = await _chosen(connection, workspace_id, selection)
    return await queries.after(connection, workspace_id, selection.ids, chosen, after, limit)


async def _chosen(connection: Connection, workspace_id: UUID, selection: Selection) -> Chosen | None:
    if selection.filters is None:
        return None
    levels = await levels_in_force(connection, workspace_id)
    return await choose(connection, workspace_id, selection.filters, levels, selection.member_id)
