"""Trying a filter on the last days before it is saved: what it would have suppressed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection
from kenbun.events.filters import simulate_queries as queries
from kenbun.events.filters.drafts import FilterSaid
from kenbun.events.filters.filter_queries import revision_of
from kenbun.events.filters.in_force import NEVER, Revision
from kenbun.events.filters.reasons import Reason
from kenbun.events.filters.velocity import Moment, judge

# So many of the latest events are looked at, and so many shown.
MOST_EVENTS = 200_000
EXAMPLES = 25
_UNMADE = UUID(int=0)
# So many of those suppressed are looked up for the latest: 25 of each type, or the latest of one.
_NAMED = 10_000


@dataclass(frozen=True, slots=True)
class OfType:
    event_type: str
    events: int
    suppressed: int


@dataclass(frozen=True, slots=True)
class Example:
    event_id: UUID
    event_type: str
    lead_id: UUID | None
    lead_name: str | None
    happened_at: datetime
    reason: Reason
    metadata: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the filter alone would have suppressed of the events since then. Not `complete`: there were more than
    are looked at, and only the latest were."""

    since: datetime
    events: int
    suppressed: int
    leads: int
    by_type: list[OfType]
    examples: list[Example]
    complete: bool


async def simulate(
    connection: Connection, workspace_id: UUID, said: FilterSaid, days: int, now: datetime
) -> Simulation:
    """Raises Invalid where it takes too long."""
    since = now - timedelta(days=days)
    revision = revision_of(_UNMADE, said, NEVER)
    with queries.bounded():
        await queries.set_bound(connection)
        counted = await queries.count_by_type(
            connection, workspace_id, said.type_key, since, now, MOST_EVENTS + 1
        )
        if said.kind == "attribute":
            zone = (await get_workspace(connection, workspace_id)).time_zone
            matched, leads, event_ids = await queries.matched_by_type(
                connection, workspace_id, revision, zone, since, now, MOST_EVENTS
            )
            reasons: dict[UUID, Reason] = dict.fromkeys(event_ids, "metadata_filter")
        else:
            reasons, leads = await _too_fast(connection, workspace_id, revision, since, now)
            matched = {row.event_type: len(reasons) for row in counted}
        examples = await queries.examples_of(connection, workspace_id, list(reasons)[:_NAMED], EXAMPLES)
    events = sum(row.events for row in counted)
    return Simulation(
        since,
        min(events, MOST_EVENTS),
        sum(matched.values()),
        len(leads),
        [OfType(row.event_type, row.events, matched.get(row.event_type, 0)) for row in counted],
        [Example(**row._mapping, reason=reasons[row.event_id]) for row in examples],
        events <= MOST_EVENTS,
    )


async def _too_fast(
    connection: Connection, workspace_id: UUID, revision: Revision, since: datetime, now: datetime
) -> tuple[dict[UUID, Reason], set[UUID]]:
    """Of the events since then, the latest first, why each is suppressed; and whose they are.

    What happened in the window before counts too.
    """
    rows = await queries.latest_of_type(
        connection, workspace_id, revision.type_key or "", since - revision.window, now, MOST_EVENTS
    )
    of_leads: dict[UUID, list[Moment]] = defaultdict(list)
    for row in reversed(rows):
        of_leads[row.lead_id].append(Moment(row.happened_at, row.message_id, row.event_id))
    found: list[tuple[Moment, Reason]] = []
    whose: set[UUID] = set()
    for lead_id, moments in of_leads.items():
        moments.sort()
        for moment, reason in zip(moments, judge(revision, moments, [True] * len(moments)), strict=True):
            if reason and moment.happened_at > since:
                found.append((moment, reason))
                whose.add(lead_id)
    found.sort(reverse=True)
    return {moment.event_id: reason for moment, reason in found}, whose
