"""How accounts fit against how engaged they are: four quadrants, each with what it means."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kenbun.accounts import matrix_queries as queries
from kenbun.accounts.lists import url
from kenbun.accounts.lists.filters import AccountFilters
from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.levels.bands import Bands
from kenbun.levels.in_force import Levels
from kenbun.lists.ranges import LARGEST

_MEANS = {
    (True, True): ("Top priority", "Hot targets: they fit, and they are engaged."),
    (True, False): ("Needs nurturing", "Cold targets: they fit, and are not engaged yet."),
    (False, True): ("May not be ideal", "Interested, without fitting well."),
    (False, False): ("Low priority", "They neither fit nor are they engaged."),
}
_OTHERWISE = 50
"""Where there are no levels to go by."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores from which an account counts as fitting, and as engaged."""

    fit: int
    engaged: int

    def __post_init__(self) -> None:
        for name in ("fit", "engaged"):
            if abs(getattr(self, name)) > LARGEST - 1:
                raise Invalid("The number is too large.", field=name)


@dataclass(frozen=True, slots=True)
class Quadrant:
    """`query` is the list of these accounts, as its URL has it."""

    fits: bool
    engaged: bool
    title: str
    words: str
    accounts: int
    leads: int
    query: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The quadrants in reading order: those that fit above, the engaged ones to the right."""

    thresholds: Thresholds
    quadrants: list[Quadrant]
    total: int


def usual(levels: Levels) -> Thresholds:
    """Where the upper half of the levels begins. Of engagement those of accounts, or of leads where there are none."""
    engagement = levels.account_engagement if levels.account_engagement.bands else levels.engagement
    return Thresholds(_upper_half(levels.account), _upper_half(engagement))


def _upper_half(bands: Bands) -> int:
    upper = bands.bands[len(bands.bands) // 2 :]
    return next((band.min for band in upper if band.min is not None), _OTHERWISE)


async def matrix_of(connection: Connection, workspace_id: UUID, thresholds: Thresholds) -> Matrix:
    """Without archived accounts."""
    rows = await queries.counted(connection, workspace_id, thresholds.fit, thresholds.engaged)
    counts = {(row.fits, row.engaged): (row.accounts, int(row.leads)) for row in rows}
    quadrants = [
        Quadrant(
            *place, *_MEANS[place], *counts.get(place, (0, 0)), url.written(_filters(thresholds, *place))
        )
        for place in ((True, False), (True, True), (False, False), (False, True))
    ]
    return Matrix(thresholds, quadrants, sum(one.accounts for one in quadrants))


def _filters(thresholds: Thresholds, fits: bool, engaged: bool) -> AccountFilters:
    """What finds the accounts of a quadrant."""
    fit, engagement = thresholds.fit, thresholds.engaged
    return AccountFilters(
        min_score=fit if fits else None,
        max_score=None if fits else fit - 1,
        min_engagement_score=engagement if engaged else None,
        max_engagement_score=None if engaged else engagement - 1,
        sort="-engagement_score",
    )
