"""The list behind the numbers of a day: the members of now, or of then, as they were when it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kenbun.analysis import one_day_queries as queries
from kenbun.analysis.days import MOST
from kenbun.analysis.looked_at import LookedAt
from kenbun.analysis.now import rounded
from kenbun.database import Connection
from kenbun.kit.clock import day_of, midnight
from kenbun.kit.errors import Invalid
from kenbun.kit.paging import Paging
from kenbun.levels.bands import UNCLASSIFIED
from kenbun.mapping.named_queries import names_of


@dataclass(frozen=True, slots=True)
class Asked:
    """Those alone who were `active` on the day, or whose score had come to the `level` as it ended. `then`: of those
    who were in as it ended, in place of those who are in now."""

    active: bool = False
    level: str | None = None
    then: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """`scores` by dimension, none of who was not known by then; `events` are those of the day, as charts count them;
    `name` is none of who is gone, or merged."""

    subject_id: UUID
    name: str | None
    scores: Mapping[str, int | None]
    level: str | None
    events: int


@dataclass(frozen=True, slots=True)
class DayPage:
    """Those with the highest score first; `average` by dimension, of all pages."""

    rows: list[Member]
    total: int
    average: Mapping[str, float | None]


async def members_on(
    connection: Connection, segment: LookedAt, day: date, asked: Asked, paging: Paging
) -> DayPage:
    """Raises Invalid for a day to come, one too long ago, or a level that there is not."""
    level = asked.level
    if level is not None and level != UNCLASSIFIED and segment.bands.named(level) is None:
        raise Invalid(f"There is no level “{level[:100]}”.", field="level")
    rows = await queries.page(
        connection,
        segment,
        _day(segment, day),
        active=asked.active,
        level=level,
        then=asked.then,
        paging=paging,
    )
    if not rows:
        return DayPage([], 0, dict.fromkeys(segment.of.scores))
    names = await names_of(
        connection, segment.workspace_id, segment.of.noun, frozenset(row.subject_id for row in rows)
    )
    found = [_member(segment, row, names.get(row.subject_id)) for row in rows]
    averages = {name: rounded(getattr(rows[0], f"average_{name}")) for name in segment.of.scores}
    return DayPage(found, rows[0].total, averages)


def _member(segment: LookedAt, row: Any, name: str | None) -> Member:
    scores = {each: getattr(row, each) for each in segment.of.scores}
    told = scores[segment.of.levels_of]
    level = None if told is None else segment.bands.level_of(told)
    return Member(row.subject_id, name, scores, level, row.events)


def _day(segment: LookedAt, day: date) -> queries.Day:
    today = day_of(segment.now, segment.zone)
    if not today - timedelta(days=MOST) < day <= today:
        raise Invalid(f"Give one of the last {MOST} days.", field="day")
    until = midnight(day + timedelta(days=1), segment.zone)
    return queries.Day(midnight(day, segment.zone), until, is_today=day == today)
