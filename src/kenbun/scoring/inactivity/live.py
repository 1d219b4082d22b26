"""Inactivity on the live path: states are brought up to the batch's events, and late ones make a lead anew.

Between two due moments sums only fade and grow, as without such rules; so the batch itself is added by the same
statement. Here is only what must happen before and after: what was due before the batch's first event of a lead is
taken, and its last activity remembered. The work does not grow with a lead's history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from kenbun.batch import Call
from kenbun.database import Connection
from kenbun.scoring.inactivity import state_queries
from kenbun.scoring.inactivity.state_queries import Standing
from kenbun.scoring.versions import Version

_INSTANT = timedelta(microseconds=1)
_AT_ONCE = 20_000


async def meet(
    connection: Connection, workspace_id: UUID, version: Version, calls: Iterable[Call], now: datetime
) -> set[UUID]:
    """Brings the states of the calls' leads up to their first one; answers those that must be made anew instead."""
    happened: dict[UUID, list[Call]] = defaultdict(list)
    for call in calls:
        happened[call.lead_id].append(call)
    standings = await state_queries.standings(connection, workspace_id, version, happened)
    late, until, every = set(), {}, intervals(version)
    for lead_id, own in happened.items():
        first = min(call.happened_at for call in own)
        active = [call.happened_at for call in own if call.is_activity]
        standing = standings.get(lead_id)
        if is_late(every, standing, first, active, now):
            late.add(lead_id)
        elif standing and is_due(every, standing, first - _INSTANT):
            until[lead_id] = first - _INSTANT
    await pass_time(connection, workspace_id, version, until)
    return late


def last_active(calls: Iterable[Call], late: Collection[UUID]) -> dict[UUID, datetime]:
    """Each lead's last activity, but of those that are made anew."""
    last: dict[UUID, datetime] = {}
    for call in calls:
        if call.is_activity and call.lead_id not in late:
            last[call.lead_id] = max(call.happened_at, last.get(call.lead_id, call.happened_at))
    return last


async def pass_time(
    connection: Connection, workspace_id: UUID, version: Version, until: Mapping[UUID, datetime]
) -> None:
    """Takes from the states of these leads what is due up to a time of each; nobody else has to have a state."""
    if not until:
        return
    from kenbun.scoring.inactivity import states  # noqa: PLC0415

    await states.advance_states(connection, workspace_id, version, until)


async def pass_time_to(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Iterable[UUID], now: datetime
) -> None:
    """Of these leads those of whom anything is due by now."""
    if not version.decays:
        return
    standings = await state_queries.standings(connection, workspace_id, version, list(lead_ids))
    every = intervals(version)
    due = {one: now for one, standing in standings.items() if is_due(every, standing, now)}
    await pass_time(connection, workspace_id, version, due)


async def remake(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Collection[UUID], at: datetime
) -> None:
    """Their part of these leads' states, from all events; what caps remember is there already."""
    if not version.decays:
        return
    from kenbun.scoring.inactivity import states  # noqa: PLC0415

    await states.remake_states(connection, workspace_id, version, lead_ids, at)


async def pass_time_for_all(
    connection: Connection, workspace_id: UUID, version: Version, now: datetime
) -> None:
    """Of all leads those of whom anything is due by now."""
    while version.decays:
        due = await state_queries.due(connection, workspace_id, version, now, _AT_ONCE)
        await pass_time(connection, workspace_id, version, dict.fromkeys(due, now))
        if len(due) < _AT_ONCE:
            break


def intervals(version: Version) -> list[timedelta]:
    return [timedelta(days=rule.draft.every_days) for rule in version.decays]


def is_due(every: list[timedelta], standing: Standing, at: datetime) -> bool:
    """Whether there is a due moment after what the state has seen, up to `at`."""
    since = standing.last_active_at
    # for most nothing is due yet, and intervals need not be counted
    if since is None or at - since < min(every):
        return False
    return any(
        _intervals_until(at, since, one) > _intervals_until(standing.as_of, since, one) for one in every
    )


def is_late(
    every: list[timedelta], standing: Standing | None, first: datetime, active: list[datetime], now: datetime
) -> bool:
    """Whether a due moment lies at or after the lead's first event of the batch: behind the state already, or among
    what the batch brings."""
    last = standing.last_active_at if standing else None
    shortest = min(every)
    if standing and standing.decayed_until and first <= standing.decayed_until:
        return True
    if last and active and min(active) + shortest < last:
        return True
    times = sorted({*active, *([last] if last else [])})
    gaps = pairwise([*times, max(now + _INSTANT, *times)]) if times else ()
    return any(
        _intervals_until(end - _INSTANT, start, one) > _intervals_until(first - _INSTANT, start, one)
        for start, end in gaps
        if end - start > shortest
        for one in every
    )


def _intervals_until(at: datetime, since: datetime, every: timedelta) -> int:
    return max(0, (at - since) // every)
