"""Why a lead stands where it does, in at most three short phrases, each about a line of its receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.scoring import version_queries, why_queries
from kenbun.scoring.fit import version_queries as fit_versions
from kenbun.scoring.fit.rules import FitRule
from kenbun.scoring.fit.versions import FitVersion
from kenbun.scoring.remembered import Remembered
from kenbun.scoring.versions import Version

_LATELY = timedelta(days=30)
_JUST = timedelta(days=7)
# what shows as less than a point says nothing
_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Phrase:
    """`rule_id` is the rule of the receipt's group: of *fit* in the profile's, else in the engagement's receipt."""

    kind: Literal["fit", "behaviour", "recency"]
    text: str
    rule_id: str


class _Sum(NamedTuple):
    """What one rule gave for the latest events."""

    number: int
    value: float
    last_at: datetime


# of the latest events
_SUMS: Remembered[Sequence[_Sum]] = Remembered(timedelta(minutes=10))


async def whys(
    connection: Connection, workspace_id: UUID, event_counts: Mapping[UUID, int], now: datetime
) -> dict[UUID, list[Phrase]]:
    """Of these leads, by how many events each has. Where there is nothing to say there is no phrase."""
    found: dict[UUID, list[Phrase]] = {lead_id: [] for lead_id in event_counts}
    for version in await fit_versions.versions_in_force(connection, workspace_id, "profile"):
        if version.is_primary and found:
            holding = await why_queries.matching(connection, workspace_id, version, found.keys())
            for lead_id, holds in holding.items():
                found[lead_id] += _fit(version, holds)
    for primary in await version_queries.versions_in_force(connection, workspace_id):
        if primary.is_primary and found:
            for lead_id, sums in (await _sums(connection, workspace_id, primary, event_counts, now)).items():
                found[lead_id] += _lately(primary, sums, now)
    return found


def _fit(version: FitVersion, holds: Iterable[bool]) -> list[Phrase]:
    best = gives_most(version, holds)
    return [Phrase("fit", best.draft.name, public("rule", best.rule_id))] if best else []


def gives_most(version: FitVersion, holds: Iterable[bool]) -> FitRule | None:
    """Of the active rules that hold and give points; the first of several alike."""
    matching = [
        rule for rule, one in zip(version.active, holds, strict=True) if one and rule.draft.points > 0
    ]
    return max(matching, key=lambda rule: rule.draft.points, default=None)


def _lately(version: Version, sums: Sequence[_Sum], now: datetime) -> list[Phrase]:
    """What is worth most, and what came last: if that is one rule, its name is not said twice."""
    phrases = []
    most = max(sums, key=lambda one: (one.value, -one.number), default=None)
    if most and most.value >= _LEAST:
        phrases.append(_phrase(version, "behaviour", most, version.active[most.number].draft.name))
    last = max(sums, key=lambda one: (one.last_at, one.value), default=None)
    if last and now - last.last_at <= _JUST:
        name = "Last one" if phrases and last is most else version.active[last.number].draft.name
        phrases.append(_phrase(version, "recency", last, f"{name} {_when(last.last_at, now, version.zone)}"))
    return phrases


def _phrase(version: Version, kind: Literal["behaviour", "recency"], one: _Sum, text: str) -> Phrase:
    return Phrase(kind, text, public("rule", version.active[one.number].rule_id))


def _when(at: datetime, now: datetime, zone: str) -> str:
    """By the days of the workspace's zone."""
    place = ZoneInfo(zone)
    days = (now.astimezone(place).date() - at.astimezone(place).date()).days
    return {0: "today", 1: "yesterday"}.get(max(days, 0), f"{days} days ago")


async def _sums(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    event_counts: Mapping[UUID, int],
    now: datetime,
) -> dict[UUID, Sequence[_Sum]]:
    known = _SUMS.recall(version, event_counts, now)
    missing = event_counts.keys() - known.keys()
    found = await _read(connection, workspace_id, version, missing, now) if missing else {}
    _SUMS.remember(version, event_counts, found, now)
    return known | found


async def _read(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Iterable[UUID], now: datetime
) -> dict[UUID, Sequence[_Sum]]:
    found: dict[UUID, list[_Sum]] = {lead_id: [] for lead_id in lead_ids}
    for row in await why_queries.recent(connection, workspace_id, version, found, now - _LATELY, now):
        found[row.lead_id].append(_Sum(row.number, row.value, row.last_at))
    return dict(found)
