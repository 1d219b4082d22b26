"""Leads to choose from as somebody looks for a duplicate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.duplicate_queries import alike
from kenbun.identity.roots_queries import known_leads
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.leads.lists import LeadFilters, LeadRow, list_leads, rows_of

_MOST = 10


@dataclass(frozen=True, slots=True)
class Offer:
    """Leads that were picked before, those that typing finds, and those that look like the target; each once."""

    picked: list[LeadRow]
    found: list[LeadRow]
    likely: list[tuple[str, str, list[str]]]


async def offer(
    connection: Connection, workspace_id: UUID, target_id: UUID, search: str, picked: Collection[UUID]
) -> Offer:
    place = (connection, workspace_id)
    chosen = await rows_of(*place, [one for one in dict.fromkeys(picked) if one != target_id])
    seen = {public("ld", target_id), *(row.lead_id for row in chosen)}
    found = [row for row in await _typed(*place, search) if row.lead_id not in seen][:_MOST]
    seen |= {row.lead_id for row in found}
    likely = [
        (public("ld", row.id), row.name, row.reasons)
        for row in await alike(*place, target_id)
        if public("ld", row.id) not in seen
    ]
    return Offer(chosen, found, likely)


async def _typed(connection: Connection, workspace_id: UUID, search: str) -> list[LeadRow]:
    """By name, address, company, any alias or a whole id. Nothing typed, nothing found."""
    typed = search.strip()[:200]
    if not typed:
        return []
    if asked := parse("ld", typed):
        known = await known_leads(connection, workspace_id, [asked])
        return await rows_of(connection, workspace_id, list(known.values()))
    page = Paging(1, _MOST * 2)
    return (await list_leads(connection, workspace_id, LeadFilters(search=typed), page)).rows
