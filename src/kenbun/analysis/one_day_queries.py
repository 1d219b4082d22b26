from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CTE, BigInteger, Row, Select, case, false, func, literal, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from kenbun.activity.matching_queries import hidden_types
from kenbun.analysis.course_queries import last_before, members
from kenbun.analysis.day_queries import acted, happened
from kenbun.analysis.looked_at import LookedAt
from kenbun.analysis.now_queries import level_of
from kenbun.database import Connection
from kenbun.events.activity_queries import ACTIVITY
from kenbun.events.tables import events
from kenbun.kit.paging import Paging
from kenbun.leads.lists.count_queries import plan_each
from kenbun.levels.bands import UNCLASSIFIED
from kenbun.segments.tables import segment_changes


class Day(NamedTuple):
    """From its start to that of the next one; today's scores are those of now."""

    since: datetime
    until: datetime
    is_today: bool


async def page(
    connection: Connection,
    segment: LookedAt,
    day: Day,
    *,
    active: bool,
    level: str | None,
    then: bool,
    paging: Paging,
) -> Sequence[Row[Any]]:
    """Each row with how many there are on all pages, and the averages of these."""
    await plan_each(connection)
    main = segment.of.levels_of
    some = _members_of_then(segment, day) if then else members(segment)
    found = _as_it_ended(segment, day, some).subquery("found")
    averages = [func.avg(found.c[name]).over().label(f"average_{name}") for name in segment.of.scores]
    listed = select(found, func.count().over().label("total"), *averages)
    if active:
        listed = listed.where(found.c.active)
    if level is not None:
        band = segment.bands.named(level)
        name = band.name if band else UNCLASSIFIED
        listed = listed.where(found.c[main].is_not(None), level_of(found.c[main], segment.bands) == name)
    ordered = listed.order_by(found.c[main].desc().nulls_last(), found.c.subject_id)
    return (await connection.execute(ordered.offset(paging.offset).limit(paging.limit))).all()


def _members_of_then(segment: LookedAt, day: Day) -> CTE:
    """Whose last entry or exit by then was an entry, also those who are gone since."""
    of = segment.of
    last = (
        select(segment_changes.c.subject_id, segment_changes.c.entered)
        .ext(distinct_on(segment_changes.c.subject_id))
        .where(
            segment_changes.c.workspace_id == segment.workspace_id,
            segment_changes.c.segment_id == segment.segment_id,
            segment_changes.c.at < day.until,
        )
        .order_by(
            segment_changes.c.subject_id, segment_changes.c.at.desc(), segment_changes.c.change_id.desc()
        )
        .subquery("last")
    )
    there = (of.table.c.workspace_id == segment.workspace_id) & (of.key == last.c.subject_id)
    found: Select[Any] = select(
        last.c.subject_id,
        func.coalesce(of.table.c.created_at, day.since).label("created_at"),
        *(func.coalesce(column, 0).label(name) for name, column in of.scores.items()),
    )
    return found.select_from(last.outerjoin(of.table, there)).where(last.c.entered).cte("some")


def _as_it_ended(segment: LookedAt, day: Day, some: CTE) -> Select[Any]:
    """Without scores for those who were not known by then."""
    acts = _activities(segment, day, some)
    joined: Any = some.outerjoin(acts, acts.c.subject_id == some.c.subject_id)
    scores = []
    for name in segment.of.scores:
        if day.is_today:
            scores.append(some.c[name])
            continue
        last = last_before(segment, name, some.c.subject_id, day.until).lateral(f"last_{name}")
        joined = joined.outerjoin(last, true())
        known = func.coalesce(last.c.score, literal(0, BigInteger))
        scores.append(case((some.c.created_at < day.until, known)).label(name))
    found = select(
        some.c.subject_id,
        func.coalesce(acts.c.active, false()).label("active"),
        func.coalesce(acts.c.events, 0).label("events"),
        *scores,
    )
    return found.select_from(joined)


def _activities(segment: LookedAt, day: Day, some: CTE) -> Any:
    """Of each member whether it was active on the day, and its events of types that are not hidden."""
    shown = events.c.type_id.not_in(hidden_types(segment.workspace_id))
    counted = select(
        some.c.subject_id,
        (func.count().filter(ACTIVITY) > 0).label("active"),
        func.count().filter(shown).label("events"),
    ).select_from(acted(segment, some))
    counted = counted.where(*happened(segment, day.since, day.until)).group_by(some.c.subject_id)
    return counted.subquery("acts")
