"""The segments of a kind as the list shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.kit.clock import day_of, midnight
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.segments.builder import list_queries as queries
from kenbun.segments.builder.trend import DAYS, Trend
from kenbun.segments.defining.definitions import Segment, list_segments
from kenbun.segments.defining.drafts import KINDS
from kenbun.segments.defining.removal import Use, uses_of_all
from kenbun.segments.evaluation import Kind


@dataclass(frozen=True, slots=True)
class Listed:
    """`used_by` is what would lose it."""

    id: str
    segment: Segment
    trend: Trend
    used_by: Sequence[Use]
    changed_by: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of them. `total` is how many fit what is typed, `counts` how many there are of each kind."""

    rows: Sequence[Listed]
    total: int
    counts: Mapping[Kind, int]


async def listing_of(
    connection: Connection, caller: Caller, kind: Kind, typed: str, paging: Paging, now: datetime
) -> Listing:
    """Those whose name or description contains what is typed, by name."""
    every = await list_segments(connection, caller.workspace_id)
    fitting = [one for one in every if one.kind == kind and _contains(one, typed)]
    found = fitting[paging.offset : paging.offset + paging.limit]
    ids = [one.segment_id for one in found]
    trends = await trends_of(connection, caller, {one.segment_id: one.members for one in found}, now)
    savers = await queries.savers(connection, caller.workspace_id, ids)
    uses = await uses_of_all(connection, caller.workspace_id)
    rows = [
        Listed(
            public("seg", one.segment_id),
            one,
            trends[one.segment_id],
            uses.get(one.segment_id, ()),
            savers.get(one.segment_id),
        )
        for one in found
    ]
    counts = {known: sum(one.kind == known for one in every) for known in KINDS}
    return Listing(rows, len(fitting), counts)


async def trends_of(
    connection: Connection, caller: Caller, sizes: Mapping[UUID, int], now: datetime
) -> dict[UUID, Trend]:
    """`sizes`: how many are in now, by segment."""
    today = day_of(now, caller.time_zone)
    days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    since = midnight(days[0], caller.time_zone)
    found: dict[UUID, dict[date, int]] = defaultdict(dict)
    if sizes:
        rows = await queries.balances(connection, caller.workspace_id, list(sizes), since, caller.time_zone)
        for row in rows:
            found[row.segment_id][row.day.date()] = int(row.balance)
    return {one: Trend.of(size, [found[one].get(day, 0) for day in days]) for one, size in sizes.items()}


def _contains(segment: Segment, typed: str) -> bool:
    said = f"{segment.name}\n{segment.definition.description}".casefold()
    return typed.strip().casefold() in said
