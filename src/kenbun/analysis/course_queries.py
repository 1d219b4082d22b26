"""The scores that members had as days ended: of each the last point on record by then; without one it was 0, from when
it was known on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from kenbun.analysis.course import Move
from kenbun.analysis.looked_at import LookedAt
from kenbun.analysis.now_queries import level_of
from kenbun.database import Connection
from kenbun.leads.lists.count_queries import plan_each
from kenbun.scoring.tables import score_history

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_MOMENT = DateTime(timezone=True)


async def moves(
    connection: Connection, segment: LookedAt, dimension: str, ends: Sequence[datetime]
) -> list[Move]:
    """By the places of the days that end then."""
    await plan_each(connection)
    some = members(segment)
    day = _days(segment, dimension, some, ends).cte("scored")
    before = func.lag(day.c.score).over(partition_by=day.c.subject_id, order_by=day.c.place)
    risen = select(day.c.place, day.c.score, before.label("before")).subquery("risen")
    levels = [
        level_of(column, segment.bands).label(name)
        for column, name in ((risen.c.before, "from_level"), (risen.c.score, "to_level"))
    ]
    found = select(
        risen.c.place,
        *levels,
        risen.c.before.is_(None).label("is_new"),
        func.count().label("members"),
        func.sum(risen.c.score - func.coalesce(risen.c.before, 0)).label("rise"),
    ).group_by(risen.c.place, *levels, risen.c.before.is_(None))
    rows = await connection.execute(found)
    return [
        Move(row.place, None if row.is_new else row.from_level, row.to_level, row.members, int(row.rise))
        for row in rows
    ]


def members(segment: LookedAt) -> CTE:
    """Who is in, as the list has them, since when each is known, and the scores of now by their dimensions."""
    of = segment.of
    shown = [column.label(name) for name, column in of.scores.items()]
    found = select(of.key.label("subject_id"), of.table.c.created_at, *shown).select_from(of.table)
    listed: Select[Any] = of.filtered(segment.chosen, found)
    return listed.cte("some")


def last_before(
    segment: LookedAt, dimension: str, subject: ColumnElement[Any], end: ColumnElement[datetime] | datetime
) -> Select[Any]:
    """The last score on record before then."""
    found = select(score_history.c.last.label("score")).where(
        *_of(segment, dimension), score_history.c.subject_id == subject, score_history.c.at < end
    )
    return found.order_by(score_history.c.at.desc()).limit(1)


def _days(segment: LookedAt, dimension: str, some: CTE, ends: Sequence[datetime]) -> Select[Any]:
    """A row for each day on which a score became another, with the one it ended with."""
    points = union_all(
        _begun(segment, dimension, some, ends), _later(segment, dimension, some, ends)
    ).subquery("points")
    return (
        select(points.c.subject_id, points.c.place, points.c.score)
        .where(points.c.place < len(ends))
        .ext(distinct_on(points.c.subject_id, points.c.place))
        .order_by(points.c.subject_id, points.c.place, points.c.at.desc())
    )


def _of(segment: LookedAt, dimension: str) -> tuple[ColumnElement[bool], ...]:
    return (
        score_history.c.workspace_id == segment.workspace_id,
        score_history.c.subject == segment.of.noun,
        score_history.c.dimension == dimension,
    )


def _begun(segment: LookedAt, dimension: str, some: CTE, ends: Sequence[datetime]) -> Select[Any]:
    """What each came with: into the first day, or into the one on which it was known first."""
    first = last_before(segment, dimension, some.c.subject_id, ends[0]).lateral("first")
    return select(
        some.c.subject_id,
        _place(some.c.created_at, ends).label("place"),
        literal(_LONG_AGO, _MOMENT).label("at"),
        func.coalesce(first.c.score, literal(0, BigInteger)).label("score"),
    ).select_from(some.outerjoin(first, true()))


def _later(segment: LookedAt, dimension: str, some: CTE, ends: Sequence[datetime]) -> Select[Any]:
    """What is on record of each after the first day."""
    found: Select[Any] = select(
        score_history.c.subject_id,
        _place(score_history.c.at, ends),
        score_history.c.at,
        score_history.c.last,
    )
    return found.select_from(some.join(score_history, score_history.c.subject_id == some.c.subject_id)).where(
        *_of(segment, dimension), score_history.c.at >= ends[0], score_history.c.at < ends[-1]
    )


def _place(at: Any, ends: Sequence[datetime]) -> Any:
    """How many days had ended by then."""
    return func.width_bucket(at, literal(list(ends), ARRAY(_MOMENT)), type_=Integer)
