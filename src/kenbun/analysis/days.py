"""A segment's engagement day by day: what its members of now did, the scores they had, and who came and went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kenbun.activity.days import count_by_day
from kenbun.activity.filters import EventFilters
from kenbun.analysis import course_queries, day_queries
from kenbun.analysis.course import Course, course_of
from kenbun.analysis.looked_at import LookedAt
from kenbun.analysis.now import Numbers, in_order
from kenbun.database import Connection
from kenbun.kit.clock import day_of, midnight
from kenbun.kit.errors import Invalid

USUAL, MOST = 30, 366


@dataclass(frozen=True, slots=True)
class Day:
    """Of the members of now: `events` that filters let through, of types that are not hidden; how many were `active`;
    the `average` of each score and how many were in which of the `levels` as the day ended, of those who were there by
    then. `members` is how many there were as it ended, after those who `entered` and `left` on it."""

    day: date
    events: int
    active: int
    entered: int
    left: int
    members: int
    average: Mapping[str, float | None]
    levels: Mapping[str, int]


async def days_of(connection: Connection, segment: LookedAt, now: Numbers, count: int = USUAL) -> list[Day]:
    """The last so many days of the workspace's zone, today included: that one with the numbers of now."""
    if not 1 <= count <= MOST:
        raise Invalid(f"Give a number of days from 1 to {MOST}.", field="days")
    today = day_of(segment.now, segment.zone)
    days = [today - timedelta(days=count - 1 - number) for number in range(count)]
    starts = [midnight(day, segment.zone) for day in (*days, today + timedelta(days=1))]
    filters = EventFilters(
        segment=segment.public_id, suppressed=False, hidden=False, since=days[0], until=today
    )
    events = await count_by_day(connection, segment.workspace_id, filters)
    active = await day_queries.active_in(connection, segment, starts)
    entered, left = await day_queries.moves_in(connection, segment, starts)
    courses = {name: await _course(connection, segment, name, starts) for name in segment.of.scores}
    found = [
        Day(
            day,
            events[place].events,
            active[place],
            entered[place],
            left[place],
            now.members - sum(entered[place + 1 :]) + sum(left[place + 1 :]),
            {name: course.averages[place] for name, course in courses.items()},
            in_order(segment, courses[segment.of.levels_of].levels[place]),
        )
        for place, day in enumerate(days[:-1])
    ]
    last = (events[-1].events, active[-1], entered[-1], left[-1])
    return [*found, Day(today, *last, now.members, now.average, now.levels)]


async def _course(
    connection: Connection, segment: LookedAt, dimension: str, starts: Sequence[datetime]
) -> Course:
    moves = await course_queries.moves(connection, segment, dimension, starts[1:])
    return course_of(moves, len(starts) - 1)
