"""One's own watch list: the leads as lists show them, each with what one says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.leads.lists import LeadRow, rows_of
from kenbun.watching import queries
from kenbun.watching.watch import Watch

SORTS = ("watched_at", "engagement_score", "profile_score", "last_active_at")
DEFAULT_SORT = "-watched_at"


@dataclass(frozen=True, slots=True)
class Saying(Watch):
    watched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WatchedLead(LeadRow):
    watch: Saying


async def watched_leads(
    connection: Connection, caller: Caller, sort: str, paging: Paging
) -> tuple[list[WatchedLead], int]:
    """A page of them, and how many there are."""
    if sort.removeprefix("-") not in SORTS:
        raise Invalid(f"Sort by one of {', '.join(SORTS)}, with - in front for descending.", field="sort")
    mine = (connection, caller.workspace_id, caller.member_id)
    found = await queries.watches_of(*mine, sort, paging)
    rows = await rows_of(connection, caller.workspace_id, [one.lead_id for one in found])
    said = {public("ld", one.lead_id): _saying(one) for one in found}
    listed = [
        WatchedLead(
            **{name: getattr(row, name) for name in LeadRow.__dataclass_fields__}, watch=said[row.lead_id]
        )
        for row in rows
    ]
    return listed, await queries.count_watches(*mine)


def _saying(row: object) -> Saying:
    return Saying(**{name: getattr(row, name) for name in Saying.__dataclass_fields__})
