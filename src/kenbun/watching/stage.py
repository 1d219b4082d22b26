"""The pipeline's last word on a batch: who watches its leads is told that they are active, or reached something.

Only what has just happened is told: events of more than a day ago, and files of events, move the score in silence.
Publishing, fading and merges by hand do not come by here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from kenbun.alerts.notify import Notice, notify
from kenbun.batch import Batch, Call
from kenbun.database import Connection
from kenbun.levels.bands import Bands
from kenbun.levels.queries import bands_in_force
from kenbun.scoring.points import points_of
from kenbun.watching import queries

QUIET = timedelta(hours=1)
"""After a member was told that a lead is active, so long they are not told so again."""
_TYPES_NAMED = 3


async def tell_watchers(connection: Connection, batch: Batch) -> None:
    watches = await queries.watches_among(connection, batch.workspace_id, batch.lead_ids)
    if not watches:
        return  # as in most batches: more than the one question is not spent on them
    fresh, mixed = _fresh(batch, {watch.lead_id for watch in watches})
    bands = await bands_in_force(connection, batch.workspace_id, "engagement")
    before = {
        lead_id: await _before(connection, batch, lead_id, calls, older=lead_id in mixed)
        for lead_id, calls in fresh.items()
    }
    said = [
        Notice.of_lead(watch.user_id, watch.lead_id, text)
        for watch in watches
        if watch.lead_id in fresh
        and (text := _told(batch, watch, fresh[watch.lead_id], bands, before[watch.lead_id]))
    ]
    if said:
        pairs = [(one.lead_id, one.user_id) for one in said]
        await queries.mark_told(connection, batch.workspace_id, pairs, batch.now)
        await notify(connection, batch.workspace_id, "watch_list", said, batch.now)


def _told(batch: Batch, watch: Any, calls: list[Call], bands: Bands, before: int) -> str | None:
    """What is worth telling the member who watches."""
    score = batch.standings[watch.lead_id].engagement_score
    if reached := _reached(watch, bands, before, score):
        return f"{watch.name} has reached {' and '.join(reached)}, with {score:,} points now."
    if watch.told_at is None or watch.told_at <= batch.now - QUIET:
        return f"{watch.name} is active: {_what(calls)}."
    return None


def _fresh(batch: Batch, watched: Collection[UUID]) -> tuple[Mapping[UUID, list[Call]], set[UUID]]:
    """The activity of these leads that has just happened, and those with other events in the batch."""
    fresh: dict[UUID, list[Call]] = defaultdict(list)
    mixed: set[UUID] = set()
    for call in batch.events:
        if call.lead_id in watched:
            if call.is_activity and batch.held(call) is None:
                fresh[call.lead_id].append(call)
            else:
                mixed.add(call.lead_id)
    return fresh, mixed


async def _before(
    connection: Connection, batch: Batch, lead_id: UUID, fresh: list[Call], *, older: bool
) -> int:
    """The score without what has just happened: what the batch brought of older things is no news."""
    before, after = batch.scores_before.get(lead_id, 0), batch.standings[lead_id].engagement_score
    if after <= before or not older:
        return before
    times = [call.happened_at for call in fresh]
    points = await points_of(connection, batch.workspace_id, lead_id, min(times), max(times))
    brought = sum(points[call.event_id].points for call in fresh if call.event_id in points)
    return max(before, after - max(brought, 0))


def _reached(watch: Any, bands: Bands, before: int, after: int) -> list[str]:
    """What the member waits for, where the score has come up to it."""
    reached = []
    if watch.alert_score is not None and before < watch.alert_score <= after:
        reached.append(f"{watch.alert_score:,} points")
    band = bands.named(watch.alert_level) if watch.alert_level else None
    if band and band.min is not None and before < band.min <= after:
        reached.append(band.name)
    return reached


def _what(calls: list[Call]) -> str:
    """The types of events, those that came first first."""
    names = list(dict.fromkeys(call.event_type or "" for call in calls))
    more = len(names) - _TYPES_NAMED
    return ", ".join(names[:_TYPES_NAMED]) + (f" and {more} more" if more > 0 else "")
