"""Leads that look like one person, and what people say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.identity import duplicate_queries, roots_queries
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging


@dataclass(frozen=True, slots=True)
class Pair:
    """Both leads with their names, and all reasons."""

    one_id: UUID
    other_id: UUID
    names: tuple[str, str]
    reasons: list[str]
    suggested_at: datetime


async def duplicates(connection: Connection, workspace_id: UUID, paging: Paging) -> tuple[list[Pair], int]:
    """The pairs of a page, those suggested last first, and how many there are."""
    rows = await duplicate_queries.listed(connection, workspace_id, paging)
    pairs = [
        Pair(row.one_id, row.other_id, (row.one_name, row.other_name), row.reasons, row.suggested_at)
        for row in rows
    ]
    return pairs, rows[0].total if rows else 0


async def not_a_duplicate(
    connection: Connection, caller: Caller, one_id: UUID, other_id: UUID, clock: Clock
) -> None:
    """For good: they are not suggested again, and no event merges them by itself. Raises NotFound or Invalid."""
    now = clock()
    roots = await roots_queries.known_leads(connection, caller.workspace_id, [one_id, other_id])
    for place, lead_id in enumerate((one_id, other_id)):
        if lead_id not in roots:
            raise NotFound("There is no such lead.", field=f"lead_ids[{place}]")
    pair = (roots[one_id], roots[other_id])
    if pair[0] == pair[1]:
        raise Invalid("These are one lead.", field="lead_ids")
    if await duplicate_queries.set_apart(connection, caller.workspace_id, *pair, now, caller.name):
        subject, other = (public("ld", lead_id) for lead_id in pair)
        after = {"other_lead_id": other}
        await audit.record(connection, caller, "lead.not_duplicate", ("lead", subject), after=after, now=now)
