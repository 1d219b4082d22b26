"""A score over time: what is on record, before that what today's knowledge makes of the events, and conversions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.clock import day_of, midnight
from kenbun.kit.ids import public
from kenbun.scoring import version_queries
from kenbun.scoring.history import past_queries, queries
from kenbun.scoring.history.past import engagement_over
from kenbun.scoring.history.queries import Subject
from kenbun.scoring.versions import Version

_MOST_DAYS = 1000
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Point:
    """Of an hour or a day from `at` on; `reconstructed` where nobody saw that score then."""

    at: datetime
    last: int
    low: int
    high: int
    reconstructed: bool


@dataclass(frozen=True, slots=True)
class Conversion:
    """`score` is the one right after the converting event, as the receipt for that time gives it (known now)."""

    at: datetime
    score: int
    definition: str
    definition_id: str
    lead_id: str


@dataclass(frozen=True, slots=True)
class History:
    points: list[Point]
    conversions: list[Conversion]


async def history(
    connection: Connection,
    workspace_id: UUID,
    of: Subject,
    zone: str,
    now: datetime,
    first: datetime | None = None,
    last: datetime | None = None,
) -> History:
    """In [first, last]; from the beginning and to `now` where these are left out."""
    recorded = await queries.points(connection, workspace_id, of, first, last)
    before = await _reconstruct(connection, workspace_id, of, zone, first, min(last or now, now))
    return History(
        before + [Point(*point, reconstructed=False) for point in recorded],
        await conversions(connection, workspace_id, of, first, last),
    )


async def conversions(
    connection: Connection,
    workspace_id: UUID,
    of: Subject,
    first: datetime | None = None,
    last: datetime | None = None,
) -> list[Conversion]:
    """The earliest first. Fields have no past by today's knowledge: of profile and account it is today's score."""
    found = await queries.conversions(connection, workspace_id, of.subject_id, first, last)
    if not found:
        return []
    moments = [one.at for one in found]
    if of.dimension == "engagement":
        scores = await _engagement(connection, workspace_id, of, moments)
    else:
        shown = await queries.shown_score(connection, workspace_id, of) or 0
        scores = dict.fromkeys(moments, shown)
    return [
        Conversion(
            one.at, scores[one.at], one.name, public("conv", one.definition_id), public("ld", one.lead_id)
        )
        for one in found
    ]


async def _reconstruct(
    connection: Connection,
    workspace_id: UUID,
    of: Subject,
    zone: str,
    first: datetime | None,
    last: datetime,
) -> list[Point]:
    """Engagement at the end of each day up to the first recorded point; of very many some are left out."""
    if of.dimension != "engagement":
        return []
    recorded = await queries.first_point(connection, workspace_id, of)
    leads = await past_queries.leads_of(connection, workspace_id, of.subject_id)
    begun = min((at for _, at in leads if at), default=None)
    until = min(recorded or last + _INSTANT, last + _INSTANT)
    if begun is None or begun >= until:
        return []
    days = list(_days(max(first or begun, begun), until, zone))
    step = max(1, -(-len(days) // _MOST_DAYS))
    # the last day is always among them: what is on record goes on from it
    days = days[::-1][::step][::-1]
    scores = await _engagement(connection, workspace_id, of, [end for _, end in days])
    return [Point(start, *(scores[end],) * 3, reconstructed=True) for start, end in days]


def _days(first: datetime, until: datetime, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """The days that touch [first, until): start, and the last instant before the end or `until`."""
    day = day_of(first, zone)
    while (start := midnight(day, zone)) < until:
        day += timedelta(days=1)
        yield start, min(midnight(day, zone), until) - _INSTANT


async def _engagement(
    connection: Connection, workspace_id: UUID, of: Subject, moments: Sequence[datetime]
) -> dict[datetime, int]:
    """Of a lead its score, of an account the sum of its leads' scores."""
    totals = dict.fromkeys(moments, 0)
    version = await primary_version(connection, workspace_id)
    if version is None:
        return totals
    leads = [lead_id for lead_id, _ in await past_queries.leads_of(connection, workspace_id, of.subject_id)]
    scores = await engagement_over(connection, workspace_id, version, leads, moments)
    for (_, moment), score in scores.items():
        totals[moment] += score
    return totals


async def primary_version(connection: Connection, workspace_id: UUID) -> Version | None:
    """Of the engagement ruleset that lists show."""
    versions = await version_queries.versions_in_force(connection, workspace_id)
    return next((version for version in versions if version.is_primary), None)
