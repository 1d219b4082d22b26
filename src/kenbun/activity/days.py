"""How many events there were on each day, for a chart above their list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.access.workspaces import get_workspace
from kenbun.activity import day_queries as queries
from kenbun.activity.choose import choose
from kenbun.activity.filters import EventFilters
from kenbun.database import Connection
from kenbun.kit.clock import day_of, midnight

# Of no days asked for, the last ones; of more than can be told apart, too.
USUAL_DAYS = 30
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class DayCount:
    day: date
    events: int


async def count_by_day(connection: Connection, workspace_id: UUID, filters: EventFilters) -> list[DayCount]:
    """Each day of the workspace's zone from the first to the last that is asked for; of 30 days, if none is.

    Hidden types are left out, unless one is asked for.
    """
    zone = (await get_workspace(connection, workspace_id)).time_zone
    today = day_of(await visible(connection, workspace_id), zone)
    last = filters.until or max(today, filters.since or today)
    first = max(filters.since or last - timedelta(days=USUAL_DAYS - 1), last - timedelta(days=MOST_DAYS - 1))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    spans = [(midnight(day, zone), midnight(day + timedelta(days=1), zone)) for day in days]
    chosen = await choose(connection, workspace_id, filters)
    counts = await queries.count_in(connection, chosen, spans)
    return [DayCount(day, count) for day, count in zip(days, counts, strict=True)]
