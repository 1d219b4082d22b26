"""What inactivity has taken from leads, each deduction with all that a receipt says of it.

A version without such rules asks nothing and loads nothing: NumPy takes 30 MB.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from kenbun.database import Connection
from kenbun.scoring.inactivity.rules import DecayRule
from kenbun.scoring.receipt_queries import Known
from kenbun.scoring.versions import HalfLife, Version
from kenbun.scoring.whole import MILLION

_DAY = timedelta(days=1)
# further on there is nothing left, and a double has an end
_MOST_HALF_LIVES = 600.0


@dataclass(frozen=True, slots=True)
class Deduction:
    """At the end of the `number`th interval `since` the last activity: `points` in all, and `parts` of each slot."""

    rule: DecayRule
    at: datetime
    since: datetime
    number: int
    points: float
    parts: tuple[tuple[HalfLife, float], ...]

    @property
    def micropoints(self) -> int:
        """What it took, in millionths of a point."""
        return round(self.points * MILLION)

    def value(self, at: datetime) -> int:
        """What is still missing at a later time, in millionths: a line of the receipt, rounded once."""
        age = max(0.0, (at - self.at) / _DAY)
        missing = (
            part if half_life is None else part * 0.5 ** min(_MOST_HALF_LIVES, age / half_life)
            for half_life, part in self.parts
        )
        return round(sum(missing) * MILLION)

    def words(self, zone: str) -> str:
        """Which interval it was, by the days of the zone."""
        days = self.rule.draft.every_days
        first, last = ((self.at - timedelta(days=ago)).astimezone(ZoneInfo(zone)) for ago in (days, 0))
        length = "a day" if days == 1 else f"{days} days"
        return f"{length} without activity, {_day(first)} to {_day(last)}"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"


async def deductions_of(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_ids: Collection[UUID],
    at: datetime,
    known: Known | None = None,
    without: Collection[UUID] = (),
) -> dict[UUID, list[Deduction]]:
    """Up to `at`, in order of time, of those from whom anything was taken. `known` is that of a receipt; without it all
    events count but those that are named."""
    if not version.decays or not lead_ids:
        return {}
    from kenbun.scoring.inactivity import courses  # noqa: PLC0415

    return await courses.taken(connection, workspace_id, version, lead_ids, at, known, without)


async def totals_taken(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_ids: Collection[UUID],
    at: datetime,
    without: Collection[UUID] = (),
) -> dict[UUID, int]:
    """What the lines of the deductions come to at `at`, in millionths."""
    found = await deductions_of(connection, workspace_id, version, lead_ids, at, without=without)
    return {lead_id: sum(one.value(at) for one in taken) for lead_id, taken in found.items()}
