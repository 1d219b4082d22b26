"""Trends: how much a score has moved in seven days, under the versions in force now, so that publishing moves none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kenbun.database import Connection
from kenbun.scoring.fit.version_queries import versions_in_force
from kenbun.scoring.history import past_queries, trend_queries
from kenbun.scoring.history.past import engagement_over
from kenbun.scoring.history.read import primary_version
from kenbun.scoring.inactivity import state_queries
from kenbun.scoring.remembered import Remembered
from kenbun.scoring.versions import Version

WINDOW = timedelta(days=7)
# a minute, by which arrows can be out of date
_WEEK_AGO: Remembered[int] = Remembered(timedelta(minutes=1))


class Shown(NamedTuple):
    engagement: int
    profile: int
    event_count: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Points more, or less, than seven days ago."""

    engagement: int
    profile: int


async def trends(
    connection: Connection, workspace_id: UUID, shown: Mapping[UUID, Shown], now: datetime
) -> dict[UUID, Trend]:
    """Of the leads that show these scores. By the time of the events: who had done nothing yet counts from 0."""
    then = now - WINDOW
    engagement = await _engagement(connection, workspace_id, shown, then)
    profile = await _profile(connection, workspace_id, shown, then)
    return {
        lead_id: Trend(score.engagement - engagement.get(lead_id, 0), score.profile - profile[lead_id])
        for lead_id, score in shown.items()
    }


async def _engagement(
    connection: Connection, workspace_id: UUID, shown: Mapping[UUID, Shown], then: datetime
) -> dict[UUID, int]:
    version = await primary_version(connection, workspace_id)
    if version is None:
        return {}
    counts = {lead_id: score.event_count for lead_id, score in shown.items()}
    known = _WEEK_AGO.recall(version, counts, then)
    scores = await engagement_then(connection, workspace_id, version, counts.keys() - known.keys(), then)
    _WEEK_AGO.remember(version, counts, scores, then)
    return known | scores


async def engagement_then(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Collection[UUID], then: datetime
) -> dict[UUID, int]:
    """Of leads with a state, by today's knowledge; the others had nothing."""
    if not lead_ids:
        return {}
    scores = dict.fromkeys(lead_ids, 0)
    if version.decays:
        # what was taken since cannot be given back from the states alone
        standings = await state_queries.standings(connection, workspace_id, version, lead_ids)
        taken = {
            one for one, state in standings.items() if state.decayed_until and state.decayed_until > then
        }
        over = await engagement_over(connection, workspace_id, version, taken, [then])
        scores |= {lead_id: score for (lead_id, _), score in over.items()}
        lead_ids = standings.keys() - taken
    rows = await trend_queries.engagement_then(connection, workspace_id, version, lead_ids, then)
    near = [row.lead_id for row in rows if row.near]
    exact = await past_queries.engagement_at(connection, workspace_id, version, near, [then])
    scores |= {row.lead_id: row.score for row in rows if not row.near}
    return scores | {lead_id: score for (lead_id, _), score in exact.items()}


async def _profile(
    connection: Connection, workspace_id: UUID, shown: Mapping[UUID, Shown], then: datetime
) -> dict[UUID, int]:
    """Where no field has changed since, the score of now."""
    scores = {lead_id: score.profile for lead_id, score in shown.items()}
    had = await trend_queries.standing_then(connection, workspace_id, shown.keys(), then)
    scores |= {row.lead_id: 0 for row in had if not row.was_there}
    changed = [row.lead_id for row in had if row.was_there and row.changed]
    for version in await versions_in_force(connection, workspace_id, "profile") if changed else ():
        if version.is_primary:
            scores |= await trend_queries.profile_then(connection, workspace_id, version, changed, then)
    return scores
