"""Filters as statements take them: levels become ranges of scores, windows the time they begin at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.leads.lists.filters import LAST_ACTIVE, LeadFilters
from kenbun.levels.bands import UNCLASSIFIED, Bands
from kenbun.levels.in_force import Levels

ScoreRange = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Of the ranges of a score any will do; None is all scores.

    `active_since` is the edge of the window `last_active`.
    """

    workspace_id: UUID
    search: str | None = None
    score_ranges: tuple[ScoreRange, ...] | None = None
    profile_ranges: tuple[ScoreRange, ...] | None = None
    account_ranges: tuple[ScoreRange, ...] | None = None
    last_active: str | None = None
    active_since: datetime | None = None

    @property
    def search_alone(self) -> bool:
        """Nothing is asked for but a search."""
        return self.search is not None and self == Chosen(self.workspace_id, self.search)

    @property
    def meaning(self) -> tuple[object, ...]:
        """The same for filters that find the same within the same seconds: windows move on, and are not in it."""
        return tuple(getattr(self, name) for name in self.__dataclass_fields__ if name != "active_since")


async def choose(connection: Connection, workspace_id: UUID, filters: LeadFilters, levels: Levels) -> Chosen:
    """Raises Invalid naming the filter that asks for what there is not."""
    return Chosen(
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


async def _since(connection: Connection, workspace_id: UUID, filters: LeadFilters) -> datetime | None:
    """Windows end at the last tick, the time that the scores beside them are for."""
    if filters.last_active is None:
        return None
    return await visible(connection, workspace_id) - LAST_ACTIVE[filters.last_active]


def _ranges(
    bands: Bands, names: Sequence[str], whole: ScoreRange, place: str
) -> tuple[ScoreRange, ...] | None:
    """The scores wanted, as ranges with inclusive ends; None for all. `place` is the filter that names levels."""
    if not names:
        return None if whole == (None, None) else (whole,)
    wanted: list[ScoreRange] = []
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
