"""A score over time as the script of the pages draws it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.levels.dimensions import Dimension
from kenbun.levels.queries import bands_in_force
from kenbun.scoring.history import queries
from kenbun.scoring.history.queries import Subject
from kenbun.scoring.history.read import Conversion, conversions, history

RANGES = {30: "30 days", 90: "90 days", 365: "A year", 0: "All"}


@dataclass(frozen=True, slots=True)
class Chart:
    """`data` has times in milliseconds, and bands from the lowest; `score` is what lists show now."""

    data: dict[str, Any]
    score: int
    converted: list[Conversion]


async def chart(connection: Connection, workspace_id: UUID, of: Subject, zone: str, days: int) -> Chart:
    """Of the last so many days, one of RANGES. Raises Invalid for another number."""
    if days not in RANGES:
        raise Invalid(f"Choose one of {', '.join(map(str, RANGES))}.", field="days")
    now = await visible(connection, workspace_id)
    first = now - timedelta(days=days) if days else None
    score = await queries.shown_score(connection, workspace_id, of) or 0
    converted = await conversions(connection, workspace_id, of)
    bands = await bands_in_force(connection, workspace_id, _banded(of))
    found = await history(connection, workspace_id, of, zone, now, first)
    data = {
        "points": [
            [_milliseconds(one.at), one.last, one.low, one.high, one.reconstructed] for one in found.points
        ],
        "conversions": [
            [_milliseconds(one.at), one.score, one.definition]
            for one in converted
            if first is None or one.at >= first
        ],
        "bands": [
            {"name": band.name, "min": band.min, "max": band.max, "color": band.color} for band in bands.bands
        ],
        "zone": zone,
        "now": [_milliseconds(now), score],
    }
    return Chart(data, score, converted)


def _banded(of: Subject) -> Dimension:
    """The dimension whose bands are those of the score."""
    if of.kind == "account" and of.dimension == "engagement":
        return "account_engagement"
    return of.dimension  # type: ignore[return-value]


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
