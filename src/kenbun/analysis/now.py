"""A segment in numbers, as the list of its members has them now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from kenbun.analysis import now_queries as queries
from kenbun.analysis.looked_at import LookedAt
from kenbun.database import Connection

ACTIVE = timedelta(days=30)
"""Within this time a member was active."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """`average` by dimension, none of nobody; `levels` by name, in the order of the bands, the empty ones too."""

    members: int
    active: int
    average: Mapping[str, float | None]
    levels: Mapping[str, int]


async def numbers_of(connection: Connection, segment: LookedAt) -> Numbers:
    row = await queries.numbers(connection, segment, segment.now - ACTIVE)
    found = await queries.levels(connection, segment)
    averages = {name: rounded(getattr(row, name)) for name in segment.of.scores}
    return Numbers(row.members, row.active, averages, in_order(segment, found))


def in_order(segment: LookedAt, found: Mapping[str, int]) -> dict[str, int]:
    """As the bands stand; who is in none of them comes last, where there is anybody."""
    named = {band.name: found.get(band.name, 0) for band in segment.bands.bands}
    return named | {name: count for name, count in found.items() if name not in named and count}


def rounded(value: object) -> float | None:
    """An average as it is told; none of nobody."""
    return None if value is None else round(float(str(value)), 1)
