"""All segments of a kind, each with the numbers of its members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.access.workspaces import get_workspace
from kenbun.analysis import overview_queries as queries
from kenbun.analysis import segment_queries
from kenbun.analysis.kinds import Members
from kenbun.analysis.now import ACTIVE
from kenbun.database import Connection
from kenbun.kit.clock import day_of, midnight
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.levels.in_force import levels_in_force

MOVED_DAYS = 7
"""Entries and exits of so many days are counted, today included."""


@dataclass(frozen=True, slots=True)
class Row:
    """Members as lists count them, and how many of them were active in 30 days; `average` is that of the score by whose
    levels they are told apart; `entered` and `left` in the last days."""

    segment_id: str
    name: str
    description: str
    active: bool
    evaluated_at: datetime | None
    members: int
    active_members: int
    average: float | None
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """`since` is the day from which entries and exits are counted."""

    rows: list[Row]
    total: int
    since: date


async def overview(
    connection: Connection, workspace_id: UUID, of: Members, search: str | None, paging: Paging
) -> OverviewPage:
    ids, total = await segment_queries.page(connection, workspace_id, of.noun, search, paging)
    now = await visible(connection, workspace_id)
    levels = await levels_in_force(connection, workspace_id)
    everybody = await of.choose(connection, workspace_id, of.filters(), levels, None)
    found = await queries.segments_of(connection, workspace_id, ids)
    numbers = await queries.numbers(connection, of, everybody, ids, now - ACTIVE)
    zone = (await get_workspace(connection, workspace_id)).time_zone
    since = day_of(now, zone) - timedelta(days=MOVED_DAYS - 1)
    moved = await queries.moved(connection, workspace_id, ids, midnight(since, zone))
    rows = [_row(found[one], numbers.get(one), moved.get(one)) for one in ids if one in found]
    return OverviewPage(rows, total, since)


def _row(segment: Any, numbers: Any, moved: Any) -> Row:
    average = None if numbers is None else round(float(numbers.average), 1)
    return Row(
        segment_id=public("seg", segment.segment_id),
        name=segment.name,
        description=segment.description,
        active=segment.active,
        evaluated_at=segment.evaluated_at,
        members=numbers.members if numbers else 0,
        active_members=numbers.active if numbers else 0,
        average=average,
        entered=moved.entered if moved else 0,
        left=moved.went if moved else 0,
    )
