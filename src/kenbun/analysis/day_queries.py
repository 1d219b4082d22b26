"""What happened on each day, counted in one go. `starts` are where the days begin, and where the last one ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, DateTime, FromClause, Integer, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from kenbun.analysis.course_queries import members
from kenbun.analysis.looked_at import LookedAt
from kenbun.database import Connection
from kenbun.events.activity_queries import ACTIVITY, UNSUPPRESSED
from kenbun.events.tables import events
from kenbun.leads.lists.count_queries import plan_each
from kenbun.leads.tables import leads
from kenbun.segments.tables import segment_changes


async def active_in(connection: Connection, segment: LookedAt, starts: Sequence[datetime]) -> list[int]:
    """How many of the members had activity on each day; an account has that of its leads."""
    await plan_each(connection)
    some = members(segment)
    place = _place(events.c.happened_at, starts)
    counted = (
        select(place.label("place"), func.count(some.c.subject_id.distinct()).label("active"))
        .select_from(acted(segment, some))
        .where(*happened(segment, starts[0], starts[-1]), ACTIVITY)
        .group_by(place)
    )
    rows = await connection.execute(counted)
    return _by_day({row.place: row.active for row in rows}, starts)


async def moves_in(
    connection: Connection, segment: LookedAt, starts: Sequence[datetime]
) -> tuple[list[int], list[int]]:
    """How many entries there were on each day, and how many exits."""
    place = _place(segment_changes.c.at, starts)
    counted = (
        select(place.label("place"), segment_changes.c.entered, func.count().label("changes"))
        .where(
            segment_changes.c.workspace_id == segment.workspace_id,
            segment_changes.c.segment_id == segment.segment_id,
            segment_changes.c.at >= starts[0],
            segment_changes.c.at < starts[-1],
        )
        .group_by(place, segment_changes.c.entered)
    )
    rows = (await connection.execute(counted)).all()
    entered, left = (
        _by_day({row.place: row.changes for row in rows if row.entered is way}, starts)
        for way in (True, False)
    )
    return entered, left


def acted(segment: LookedAt, some: CTE) -> FromClause:
    """The members with the events of each."""
    if segment.of.noun == "lead":
        return some.join(events, events.c.lead_id == some.c.subject_id)
    theirs = (leads.c.workspace_id == segment.workspace_id) & (leads.c.account_id == some.c.subject_id)
    return some.join(leads, theirs).join(events, events.c.lead_id == leads.c.lead_id)


def happened(segment: LookedAt, since: datetime, until: datetime) -> tuple[Any, ...]:
    """What filters let through."""
    return (
        events.c.workspace_id == segment.workspace_id,
        UNSUPPRESSED,
        events.c.happened_at >= since,
        events.c.happened_at < until,
    )


def _place(at: Any, starts: Sequence[datetime]) -> Any:
    """The how manieth day a time is of, from 1."""
    return func.width_bucket(at, literal(list(starts), ARRAY(DateTime(timezone=True))), type_=Integer)


def _by_day(found: dict[int, int], starts: Sequence[datetime]) -> list[int]:
    return [found.get(place, 0) for place in range(1, len(starts))]
