"""Which accounts an act is about: those that were ticked, or all that the filters find."""

from __future__ import annotations

from typing import ClassVar, NamedTuple
from uuid import UUID

from kenbun.accounts.lists import page_queries as queries
from kenbun.accounts.lists.chosen import Chosen, choose
from kenbun.accounts.lists.filters import AccountFilters
from kenbun.database import Connection
from kenbun.levels.in_force import levels_in_force
from kenbun.lists import selection


class Selection(selection.Selection[AccountFilters]):
    __slots__ = ()
    NOUN: ClassVar[str] = "account"
    PREFIX: ClassVar[str] = "acct"
    FILTERS: ClassVar[type[AccountFilters]] = AccountFilters


class Size(NamedTuple):
    """`leads` are those of all these accounts together."""

    accounts: int
    leads: int


async def size_of(connection: Connection, workspace_id: UUID, selection: Selection) -> Size:
    """How many there are now. Raises Invalid where the filters ask for what there is no more."""
    chosen = await _chosen(connection, workspace_id, selection)
    return Size(*await queries.size(connection, workspace_id, selection.ids, chosen))


async def selected_after(
    connection: Connection, workspace_id: UUID, selection: Selection, after: UUID | None, limit: int
) -> list[UUID]:
    """The next of the accounts, in the order of their ids; begins with `after` None, and ends with an empty answer."""
    chosen = await _chosen(connection, workspace_id, selection)
    return await queries.after(connection, workspace_id, selection.ids, chosen, after, limit)


async def _chosen(connection: Connection, workspace_id: UUID, selection: Selection) -> Chosen | None:
    if selection.filters is None:
        return None
    levels = await levels_in_force(connection, workspace_id)
    return await choose(connection, workspace_id, selection.filters, levels, selection.member_id)
