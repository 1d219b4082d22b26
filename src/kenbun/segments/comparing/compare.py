"""Two segments of one kind side by side: how many are in each, in both and in one alone, and what these score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.levels.bands import Bands
from kenbun.levels.in_force import levels_in_force
from kenbun.segments.comparing import comparison_queries
from kenbun.segments.defining.definitions import Segment, get_segment
from kenbun.segments.evaluation import Kind


@dataclass(frozen=True, slots=True)
class Part:
    """`average` is the mean engagement score and `fit` that of the profile, or of the account; None of nobody.
    `levels` are those of engagement, by name, with how many have each."""

    count: int
    average: float | None
    fit: float | None
    levels: dict[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`a` and `b` are whole; `both`, `only_a` and `only_b` are parts of them."""

    first: Segment
    second: Segment
    a: Part
    b: Part
    both: Part
    only_a: Part
    only_b: Part


async def compare(connection: Connection, workspace_id: UUID, a: UUID, b: UUID) -> Comparison:
    """Raises NotFound, and Invalid for two of which one is of leads and the other of accounts."""
    first = await get_segment(connection, workspace_id, a)
    second = await get_segment(connection, workspace_id, b)
    if first.kind != second.kind:
        raise Invalid("One is of leads and the other of accounts: compare two of one kind.", field="b")
    rows = await comparison_queries.compared(connection, workspace_id, first.kind, a, b)
    bands = await _bands(connection, workspace_id, first.kind)
    return Comparison(
        first,
        second,
        a=_part(bands, (row for row in rows if row.in_a)),
        b=_part(bands, (row for row in rows if row.in_b)),
        both=_part(bands, (row for row in rows if row.in_a and row.in_b)),
        only_a=_part(bands, (row for row in rows if row.in_a and not row.in_b)),
        only_b=_part(bands, (row for row in rows if row.in_b and not row.in_a)),
    )


async def _bands(connection: Connection, workspace_id: UUID, kind: Kind) -> Bands:
    levels = await levels_in_force(connection, workspace_id)
    return levels.engagement if kind == "lead" else levels.account_engagement


def _part(bands: Bands, rows: Iterable[Any]) -> Part:
    levels: Counter[str] = Counter()
    count = score = fit = 0
    for row in rows:
        count += row.number
        score += row.score * row.number
        fit += row.fit * row.number
        levels[bands.level_of(row.score)] += row.number
    if not count:
        return Part(0, None, None, {})
    return Part(count, round(score / count, 1), round(fit / count, 1), dict(levels))
