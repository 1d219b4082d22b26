"""Leads without an account: why they have none, and which may be theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.leads.lists import LeadFilters, LeadRow, list_leads, rows_of
from kenbun.resolution import queries
from kenbun.resolution.suggest import Suggestion, suggestions

REASONS = {
    "free_mail": "Free mail",
    "disposable": "Throw-away address",
    "no_email": "No e-mail",
}
"""Why a lead has no account, in words."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """`company` is what the lead itself says; `dismissed_by` who has dismissed it."""

    lead: LeadRow
    reason: str
    company: str | None
    dismissed_by: str | None
    suggestions: list[Suggestion]


@dataclass(frozen=True, slots=True)
class UnresolvedPage:
    rows: list[Unresolved]
    total: int
    page: int
    limit: int


async def list_unresolved(
    connection: Connection,
    workspace_id: UUID,
    filters: LeadFilters,
    paging: Paging,
    member_id: UUID | None = None,
) -> UnresolvedPage:
    """Without any reason asked for, those that nobody has dismissed."""
    filters = open_ones(filters)
    page = await list_leads(connection, workspace_id, filters, paging, member_id)
    rows = await unresolved_of(connection, workspace_id, page.rows)
    return UnresolvedPage(rows, page.total, page.page, page.limit)


def open_ones(filters: LeadFilters) -> LeadFilters:
    return filters if filters.unresolved else replace(filters, unresolved=("open",))


async def unresolved_of(
    connection: Connection, workspace_id: UUID, leads: Sequence[LeadRow]
) -> list[Unresolved]:
    """Those of these that have no account."""
    ids = [one for row in leads if (one := parse("ld", row.lead_id))]
    told = {row.lead_id: row for row in await queries.reasons(connection, workspace_id, ids)}
    likely = await suggestions(connection, workspace_id, told)
    shown = {public("ld", lead_id): lead_id for lead_id in told}
    return [
        Unresolved(
            row,
            told[lead_id].account_basis,
            told[lead_id].company,
            told[lead_id].dismissed_by,
            likely[lead_id],
        )
        for row in leads
        if (lead_id := shown.get(row.lead_id))
    ]


async def one_unresolved(connection: Connection, workspace_id: UUID, lead_id: UUID) -> Unresolved | None:
    """None of one that has an account."""
    rows = await rows_of(connection, workspace_id, [lead_id])
    found = await unresolved_of(connection, workspace_id, rows)
    return found[0] if found else None
