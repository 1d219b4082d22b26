"""Filters as statements take them: levels become ranges of scores, windows the time they begin at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.access.workspaces import get_workspace
from kenbun.accounts.lists.filters import FIELD, RANGES, AccountFilters
from kenbun.database import Connection
from kenbun.kit.clock import day_of, midnight
from kenbun.kit.errors import Invalid
from kenbun.levels.in_force import Levels
from kenbun.lists.people import owners_of
from kenbun.lists.ranges import ScoreRange, ranges_of
from kenbun.lists.segments import InSegment, segments_of
from kenbun.mapping.custom_fields import all_fields
from kenbun.mapping.fields import FieldType

ACTIVE = timedelta(days=30)
"""A lead is active that did something within this time."""


@dataclass(frozen=True, slots=True)
class Order:
    """`by` is one of the sorts, or the name of a field of this `type`."""

    by: str
    down: bool
    type: FieldType | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Of the ranges of a score any will do, and of the owners; None is all of them, among the owners nobody.

    `active_after` and `idle_since` bound the last activity; `leads_active_after` says which leads are active.
    """

    workspace_id: UUID
    order: Order
    leads_active_after: datetime
    search: str | None = None
    account_ranges: tuple[ScoreRange, ...] | None = None
    engagement_ranges: tuple[ScoreRange, ...] | None = None
    owners: tuple[UUID | None, ...] | None = None
    has_leads: bool | None = None
    archived: bool = False
    active_after: datetime | None = None
    idle_since: datetime | None = None
    segments: tuple[InSegment, ...] = ()


async def choose(
    connection: Connection,
    workspace_id: UUID,
    filters: AccountFilters,
    levels: Levels,
    member_id: UUID | None,
) -> Chosen:
    """`member_id` is who `me` is. Raises Invalid naming the filter that asks for what there is not. Windows end at the
    last tick, the time that the numbers beside them are for."""
    now = await visible(connection, workspace_id)
    bounds = (filters.min_score, filters.max_score)
    of_engagement = (filters.min_engagement_score, filters.max_engagement_score)
    return Chosen(
        workspace_id=workspace_id,
        order=await _order(connection, workspace_id, filters.sort),
        leads_active_after=now - ACTIVE,
        search=filters.search,
        account_ranges=ranges_of(levels.account, filters.level, bounds, "level"),
        engagement_ranges=ranges_of(
            levels.account_engagement, filters.engagement_level, of_engagement, "engagement_level"
        ),
        owners=owners_of(filters.owner, member_id),
        has_leads=filters.has_leads,
        archived=filters.archived,
        active_after=await _begin(connection, workspace_id, filters.range, now),
        idle_since=now - timedelta(days=filters.idle_days) if filters.idle_days else None,
        segments=await segments_of(connection, workspace_id, filters.segment, filters.not_segment, "account"),
    )


async def _order(connection: Connection, workspace_id: UUID, sort: str) -> Order:
    by, down = sort.removeprefix("-"), sort.startswith("-")
    if not by.startswith(FIELD):
        return Order(by, down)
    name = by.removeprefix(FIELD)
    kind = (await all_fields(connection, workspace_id)).find("account", name)
    if kind is None:
        raise Invalid(f"Accounts have no field “{name[:100]}” to sort by.", field="sort")
    return Order(name, down, kind.type)


async def _begin(connection: Connection, workspace_id: UUID, asked: str, now: datetime) -> datetime | None:
    """The moment after which an account must have been active."""
    if asked == "today":
        zone = (await get_workspace(connection, workspace_id)).time_zone
        return midnight(day_of(now, zone), zone) - timedelta(microseconds=1)
    window = RANGES[asked]
    return now - window if window else None
