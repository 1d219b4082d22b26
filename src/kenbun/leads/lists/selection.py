"""Which leads an act is about: those that were ticked, or all that the filters find.

The latter stay filters to the end, so that a million leads weigh no more than one, and a job that goes on after a
restart finds its way by the last lead it was done with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse, public
from kenbun.leads.lists import selection_queries as queries
from kenbun.leads.lists import url
from kenbun.leads.lists.chosen import Chosen, choose
from kenbun.leads.lists.filters import LeadFilters
from kenbun.levels.in_force import levels_in_force

MOST_TICKED = 10_000
"""As many as a list is deep."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Either ids, or filters."""

    lead_ids: tuple[UUID, ...] = ()
    filters: LeadFilters | None = None
    # who selected them: whose watch list counts, and who `me` is
    member_id: UUID | None = None

    @classmethod
    def read(cls, lead_ids: Sequence[str], query: str | None, member_id: UUID | None = None) -> Self:
        """Ids of leads that are ticked, or `query`, the filters of the whole list ("" for all leads).

        Raises Invalid naming the field."""
        if query is not None:
            return cls(filters=url.read_query(query), member_id=member_id)
        if not lead_ids:
            raise Invalid("Select at least one lead.", field="lead_ids")
        if len(lead_ids) > MOST_TICKED:
            raise Invalid(
                f"At most {MOST_TICKED:,} leads by their ids; select all by a filter.", field="lead_ids"
            )
        return cls(tuple(dict.fromkeys(_id(text) for text in lead_ids)))

    @classmethod
    def of_form(cls, form: Mapping[str, object], member_id: UUID | None) -> Self:
        """As the list's page sends it: `lead_ids` with commas between them, or `query`."""
        given = {name: value for name in ("lead_ids", "query") if isinstance(value := form.get(name), str)}
        ids = [text for text in given.get("lead_ids", "").split(",") if text]
        return cls.read(ids, given.get("query"), member_id)

    def document(self) -> dict[str, Any]:
        """As JSON, for the row of a job."""
        if self.filters is not None:
            member = public("usr", self.member_id) if self.member_id else None
            return {"query": url.written(self.filters), "member": member}
        return {"lead_ids": [public("ld", lead_id) for lead_id in self.lead_ids]}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls.read(
            document.get("lead_ids", ()), document.get("query"), parse("usr", document.get("member") or "")
        )


async def count_selected(connection: Connection, workspace_id: UUID, selection: Selection) -> int:
    """How many there are now. Raises Invalid where the filters ask for what there is no more."""
    chosen = await _chosen(connection, workspace_id, selection)
    return await queries.count(connection, workspace_id, selection.lead_ids, chosen)


async def events_of_selected(connection: Connection, workspace_id: UUID, selection: Selection) -> int:
    """How many events they have done, all together."""
    chosen = await _chosen(connection, workspace_id, selection)
    return await queries.count_events(connection, workspace_id, selection.lead_ids, chosen)


async def selected_after(
    connection: Connection, workspace_id: UUID, selection: Selection, after: UUID | None, limit: int
) -> list[UUID]:
    """The next of the leads, in the order of their ids; begins with `after` None, and ends with an empty answer.

    An act may change what the filters look at: who has been passed does not come again.
    """
    chosen = await _chosen(connection, workspace_id, selection)
    return await queries.after(connection, workspace_id, selection.lead_ids, chosen, after, limit)


async def _chosen(connection: Connection, workspace_id: UUID, selection: Selection) -> Chosen | None:
    if selection.filters is None:
        return None
    levels = await levels_in_force(connection, workspace_id)
    return await choose(connection, workspace_id, selection.filters, levels, selection.member_id)


def _id(text: str) -> UUID:
    found = parse("ld", text)
    if found is None:
        raise Invalid(f"“{text[:100]}” is not the id of a lead.", field="lead_ids")
    return found
