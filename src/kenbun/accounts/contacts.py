"""The people of an account, as its page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.database import Connection
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.leads.lists import LeadFilters, LeadRow, list_leads
from kenbun.leads.status import Status, statuses

SORTS = ("engagement_score", "profile_score", "last_active_at", "name", "owner")
DEFAULT_SORT = "-engagement_score"


@dataclass(frozen=True, slots=True)
class Contact(LeadRow):
    # Converted, else New (no event yet), Active (activity within 30 days), Quiet (within 90), Inactive
    status: Status


@dataclass(frozen=True, slots=True)
class ContactPage:
    rows: list[Contact]
    total: int
    page: int
    limit: int


def read_sort(text: str | None) -> str:
    """A column, with - in front for descending; what is none of these is the usual one."""
    return text if text and text.removeprefix("-") in SORTS else DEFAULT_SORT


async def contacts_of(
    connection: Connection, workspace_id: UUID, account_id: UUID, sort: str, paging: Paging
) -> ContactPage:
    """`sort` as for the list of leads."""
    filters = LeadFilters(account_id=(public("acct", account_id),), sort=sort)
    found = await list_leads(connection, workspace_id, filters, paging)
    now = await visible(connection, workspace_id)
    ids = {row.lead_id: parse("ld", row.lead_id) for row in found.rows}
    status = await statuses(connection, workspace_id, [one for one in ids.values() if one], now)
    rows = [_contact(row, status[one]) for row in found.rows if (one := ids[row.lead_id])]
    return ContactPage(rows, found.total, found.page, found.limit)


def _contact(row: LeadRow, status: Status) -> Contact:
    known = {name: getattr(row, name) for name in LeadRow.__dataclass_fields__}
    return Contact(**known, status=status)
