"""What a deletion of events would take, in numbers; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.activity.choose import MOST_SEARCHED, Chosen, choose
from kenbun.activity.deletion import preview_queries as queries
from kenbun.activity.filters import EventFilters
from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse


@dataclass(frozen=True, slots=True)
class Numbers:
    """`suppressed` are those among the events that filters keep from scoring; `left_without` are leads who would have
    no other event that counts: they stay, with what is known of them."""

    events: int
    suppressed: int
    leads: int
    accounts: int
    left_without: int
    first_at: datetime | None
    last_at: datetime | None


async def numbers_of(connection: Connection, workspace_id: UUID, filters: EventFilters) -> Numbers:
    chosen = await choose_to_delete(connection, workspace_id, filters)
    return await count_chosen(connection, chosen, await visible(connection, workspace_id))


async def count_chosen(connection: Connection, chosen: Chosen, received_by: datetime) -> Numbers:
    row = await queries.numbers(connection, chosen, received_by)
    counted = (int(row.events), int(row.suppressed), row.leads, row.accounts, row.left_without)
    return Numbers(*counted, row.first_at, row.last_at)


async def choose_to_delete(connection: Connection, workspace_id: UUID, filters: EventFilters) -> Chosen:
    """Raises Invalid where nothing is filtered by, or by a segment, or a name fits more than a search looks at."""
    if not filters.narrow:
        raise Invalid("Name at least one filter: this would delete every event there is.", field="event_type")
    if filters.segment is not None:
        words = (
            "Who is in a segment can change while events are deleted: name leads, accounts or days instead."
        )
        raise Invalid(words, field="segment")
    chosen = await choose(connection, workspace_id, filters)
    for name, text, prefix, found in (
        ("lead", filters.lead, "ld", chosen.lead_ids),
        ("account", filters.account, "acct", chosen.account_ids),
    ):
        if text and parse(prefix, text) is None and len(found or ()) >= MOST_SEARCHED:
            raise Invalid(
                f"“{text[:100]}” fits {MOST_SEARCHED:,} or more: write more of the name, or an id.",
                field=name,
            )
    return chosen
