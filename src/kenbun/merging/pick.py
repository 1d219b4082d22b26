"""What to choose from as somebody looks for a duplicate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from kenbun.accounts import lists as accounts
from kenbun.database import Connection
from kenbun.identity.duplicate_queries import alike
from kenbun.identity.rooted_queries import Rooted
from kenbun.kit.paging import Paging
from kenbun.leads import lists as leads

_MOST = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """`more` tells it from others of the same name."""

    id: str
    name: str
    more: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What was picked before, what typing finds, and what looks like the target; each once."""

    picked: list[Choice]
    found: list[Choice]
    likely: list[Choice]


Rows = Callable[[Connection, UUID, Sequence[UUID]], Awaitable[list[Choice]]]
Search = Callable[[Connection, UUID, str, Paging], Awaitable[list[Choice]]]


async def offer(
    connection: Connection,
    workspace_id: UUID,
    of: Rooted,
    rows: Rows,
    search: Search,
    target_id: UUID,
    typed: str,
    picked: Collection[UUID],
) -> Offer:
    place = (connection, workspace_id)
    chosen = await rows(*place, [one for one in dict.fromkeys(picked) if one != target_id])
    seen = {of.public(target_id), *(one.id for one in chosen)}
    found = [one for one in await _typed(*place, of, rows, search, typed) if one.id not in seen][:_MOST]
    seen |= {one.id for one in found}
    likely = [
        Choice(of.public(row.id), row.name, " · ".join(row.reasons))
        for row in await alike(*place, target_id, of)
    ]
    return Offer(chosen, found, [one for one in likely if one.id not in seen])


async def _typed(
    connection: Connection, workspace_id: UUID, of: Rooted, rows: Rows, search: Search, text: str
) -> list[Choice]:
    """By what a list is searched by, or a whole id. Nothing typed, nothing found."""
    typed = text.strip()[:200]
    if not typed:
        return []
    if asked := of.parse(typed):
        known = await of.known(connection, workspace_id, [asked])
        return await rows(connection, workspace_id, list(known.values()))
    return await search(connection, workspace_id, typed, Paging(1, _MOST * 2))


async def lead_rows(connection: Connection, workspace_id: UUID, ids: Sequence[UUID]) -> list[Choice]:
    return [_lead(row) for row in await leads.rows_of(connection, workspace_id, ids)]


async def find_leads(connection: Connection, workspace_id: UUID, text: str, paging: Paging) -> list[Choice]:
    """By name, address, company, any alias."""
    page = await leads.list_leads(connection, workspace_id, leads.LeadFilters(search=text), paging)
    return [_lead(row) for row in page.rows]


def _lead(row: leads.LeadRow) -> Choice:
    known = [alias["value"] for alias in row.aliases if alias["value"] != row.name][:2]
    facts = [
        row.company,
        ", ".join(known),
        _count(row.event_count, "event"),
        _count(row.engagement_score, "point"),
    ]
    return Choice(row.lead_id, row.name, " · ".join(filter(None, facts)))


async def account_rows(connection: Connection, workspace_id: UUID, ids: Sequence[UUID]) -> list[Choice]:
    return [_account(row) for row in await accounts.rows_of(connection, workspace_id, ids)]


async def find_accounts(
    connection: Connection, workspace_id: UUID, text: str, paging: Paging
) -> list[Choice]:
    """By name or domain."""
    filters = accounts.AccountFilters(search=text)
    page = await accounts.list_accounts(connection, workspace_id, filters, paging)
    return [_account(row) for row in page.rows]


def _account(row: accounts.AccountRow) -> Choice:
    domain = row.domain if row.domain != row.name else None
    facts = [domain, row.industry, _count(row.leads, "lead"), _count(row.engagement_score, "point")]
    return Choice(row.account_id, row.name, " · ".join(filter(None, facts)))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
