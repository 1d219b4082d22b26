"""The list of leads: filtered, sorted, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.database import Connection
from kenbun.database.counts import MUCH, total
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.leads import list_queries as queries
from kenbun.levels.bands import UNCLASSIFIED, Bands
from kenbun.levels.in_force import Levels, levels_in_force
from kenbun.scoring.history.trend import Shown, Trend, trends
from kenbun.scoring.why import Phrase, whys

SORTS = ("engagement_score", "profile_score", "last_active_at", "event_count", "name", "created_at")
LAST_ACTIVE = {
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "older_30d": timedelta(days=30),
}


@dataclass(frozen=True, slots=True)
class LeadFilters:
    """Levels are given by name; `sort` is a column, with a minus in front for descending."""

    search: str | None = None
    level: Sequence[str] = field(default_factory=tuple)
    min_score: int | None = None
    max_score: int | None = None
    profile_level: Sequence[str] = field(default_factory=tuple)
    min_profile_score: int | None = None
    max_profile_score: int | None = None
    account_level: Sequence[str] = field(default_factory=tuple)
    last_active: str | None = None
    sort: str = "-engagement_score"

    def __post_init__(self) -> None:
        if self.sort.removeprefix("-") not in SORTS:
            raise Invalid(f"Sort by one of {', '.join(SORTS)}, with - in front for descending.", field="sort")
        if self.last_active is not None and self.last_active not in LAST_ACTIVE:
            raise Invalid(f"Use one of {', '.join(LAST_ACTIVE)}.", field="last_active")
        for name in ("min_score", "max_score", "min_profile_score", "max_profile_score"):
            if abs(getattr(self, name) or 0) > 2**62:
                raise Invalid("The number is too large.", field=name)


@dataclass(frozen=True, slots=True)
class LeadRow:
    lead_id: str
    name: str
    title: str | None
    company: str | None
    aliases: list[dict[str, str]]
    engagement_score: int
    engagement_level: str
    # points more, or less, than seven days ago under the rules of now
    engagement_trend: int
    profile_score: int
    profile_level: str
    profile_trend: int
    account: dict[str, Any] | None
    event_count: int
    last_active_at: datetime | None
    created_at: datetime
    scored_at: datetime
    # at most three short phrases: what fits, what it did, what it did last
    why: list[Phrase]


@dataclass(frozen=True, slots=True)
class LeadPage:
    rows: list[LeadRow]
    total: int
    page: int
    limit: int


async def list_leads(
    connection: Connection, workspace_id: UUID, filters: LeadFilters, paging: Paging
) -> LeadPage:
    levels = await levels_in_force(connection, workspace_id)
    chosen = queries.Chosen(
        workspace_id=workspace_id,
        search=filters.search,
        score_ranges=_ranges(
            levels.engagement, filters.level, (filters.min_score, filters.max_score), "level"
        ),
        profile_ranges=_ranges(
            levels.profile,
            filters.profile_level,
            (filters.min_profile_score, filters.max_profile_score),
            "profile_level",
        ),
        account_ranges=_ranges(levels.account, filters.account_level, (None, None), "account_level"),
        last_active=filters.last_active,
        active_since=await _since(connection, workspace_id, filters),
    )
    ids, counted = await _find(connection, chosen, filters.sort, paging)
    rows = await _rows(connection, workspace_id, ids, levels)
    return LeadPage(rows, counted, paging.page, paging.limit)


async def _find(
    connection: Connection, chosen: queries.Chosen, sort: str, paging: Paging
) -> tuple[list[UUID], int]:
    """The page's ids, and the total. A search among filters finds both in one go, where the total is not known."""
    ids: list[UUID] | None = None

    async def count() -> int:
        nonlocal ids
        if chosen.search is None or chosen == chosen.search_alone:
            return await queries.count(connection, chosen)
        ids, counted = await queries.counted_page(connection, chosen, sort, paging)
        return counted

    ranges = (chosen.score_ranges, chosen.profile_ranges, chosen.account_ranges)
    key = ("leads", chosen.workspace_id, chosen.search, ranges, chosen.last_active)
    counted = await total(key, count)
    if ids is None:
        many = chosen.search is not None and counted >= MUCH
        page = queries.page_of_many if many else queries.page_of_ids
        ids = await page(connection, chosen, sort, paging)
    return ids, counted


async def rows_of(connection: Connection, workspace_id: UUID, lead_ids: Sequence[UUID]) -> list[LeadRow]:
    """These leads as the list shows them, in this order; who is gone is left out."""
    levels = await levels_in_force(connection, workspace_id)
    return await _rows(connection, workspace_id, lead_ids, levels)


async def _rows(
    connection: Connection, workspace_id: UUID, lead_ids: Sequence[UUID], levels: Levels
) -> list[LeadRow]:
    found = {row.lead_id: row for row in await queries.rows(connection, workspace_id, lead_ids)}
    aliases = await queries.aliases(connection, workspace_id, lead_ids)
    shown = {
        lead_id: Shown(row.engagement_score, row.profile_score, row.event_count)
        for lead_id, row in found.items()
    }
    now = await visible(connection, workspace_id)
    moved = await trends(connection, workspace_id, shown, now)
    counts = {lead_id: row.event_count for lead_id, row in found.items()}
    reasons = await whys(connection, workspace_id, counts, now)
    return [
        _row(found[lead_id], aliases.get(lead_id, []), levels, moved[lead_id], reasons[lead_id])
        for lead_id in lead_ids
        if lead_id in found
    ]


def _row(row: Any, aliases: list[dict[str, str]], levels: Levels, trend: Trend, why: list[Phrase]) -> LeadRow:
    account = None
    if row.account_id:
        account = {
            "account_id": public("acct", row.account_id),
            "name": row.account_name,
            "domain": row.account_domain,
            "account_score": row.account_score,
            "account_level": levels.account.level_of(row.account_score),
            "engagement_score": row.account_engagement,
        }
    return LeadRow(
        lead_id=public("ld", row.lead_id),
        name=row.name,
        title=row.title,
        company=row.company,
        aliases=aliases,
        engagement_score=row.engagement_score,
        engagement_level=levels.engagement.level_of(row.engagement_score),
        engagement_trend=trend.engagement,
        profile_score=row.profile_score,
        profile_level=levels.profile.level_of(row.profile_score),
        profile_trend=trend.profile,
        account=account,
        event_count=row.event_count,
        last_active_at=row.last_active_at,
        created_at=row.created_at,
        scored_at=row.scored_at,
        why=why,
    )


async def _since(connection: Connection, workspace_id: UUID, filters: LeadFilters) -> datetime | None:
    """Windows end at the last tick, the time that the scores beside them are for."""
    if filters.last_active is None:
        return None
    return await visible(connection, workspace_id) - LAST_ACTIVE[filters.last_active]


def _ranges(
    bands: Bands, names: Sequence[str], whole: queries.ScoreRange, place: str
) -> tuple[queries.ScoreRange, ...] | None:
    """The scores wanted, as ranges with inclusive ends; None for all. `place` is the filter that names levels."""
    if not names:
        return None if whole == (None, None) else (whole,)
    wanted: list[queries.ScoreRange] = []
    for name in names:
        band = bands.named(name)
        if band is None and name != UNCLASSIFIED:
            raise Invalid(f"There is no level “{name[:100]}”.", field=place)
        wanted += [(band.min, band.max)] if band else bands.gaps()
    return tuple((_higher(low, whole[0]), _lower(high, whole[1])) for low, high in wanted)


def _higher(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else max(one, other)


def _lower(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else min(one, other)
