from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select

from kenbun.analysis.looked_at import LookedAt
from kenbun.database import Connection
from kenbun.leads.lists.count_queries import plan_each
from kenbun.levels.bands import UNCLASSIFIED, Bands
from kenbun.lists.text_queries import within


async def numbers(connection: Connection, segment: LookedAt, active_after: datetime) -> Row[Any]:
    """How many members there are, how many of them were active since, and the average of each score."""
    await plan_each(connection)
    of = segment.of
    counted = select(
        func.count().label("members"),
        func.count().filter(of.table.c.last_active_at > active_after).label("active"),
        *(func.avg(column).label(name) for name, column in of.scores.items()),
    ).select_from(of.table)
    return (await connection.execute(of.filtered(segment.chosen, counted))).one()


async def levels(connection: Connection, segment: LookedAt) -> dict[str, int]:
    """How many members are in each level."""
    of = segment.of
    level = level_of(of.scores[of.levels_of], segment.bands).label("level")
    counted = select(level, func.count().label("members")).select_from(of.table)
    rows = await connection.execute(of.filtered(segment.chosen, counted).group_by(level))
    return {row.level: row.members for row in rows}


def level_of(score: ColumnElement[int], bands: Bands) -> ColumnElement[str]:
    """The name of the level that a score is in."""
    named = [(within(score, ((band.min, band.max),)), band.name) for band in bands.bands]
    return case(*named, else_=UNCLASSIFIED) if named else case((score.is_not(None), UNCLASSIFIED))
