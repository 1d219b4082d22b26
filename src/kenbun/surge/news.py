"""Which accounts have begun to surge since they were last looked at, and of whom that is no news.

What is no news (what comes late, an import, a merge by hand) comes among what is, and nobody need have looked in
between. So it is asked what the account was by what had been received: it is no news only if the surge stood once all
of this had come, and did not before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.database import Connection
from kenbun.surge import rule_queries
from kenbun.surge.rule_queries import Surge
from kenbun.surge.settings import Numbers
from kenbun.surge.state_queries import Due

Beginning = tuple[Due, Surge]

# What began longer ago is no news.
_FRESH = timedelta(days=1)
# No two ticks are nearer to one another.
_INSTANT = timedelta(microseconds=1)


def beginnings(due: Sequence[Due], found: Sequence[Surge], now: datetime) -> list[Beginning]:
    """Also of those that surged before, where that surge is over and another has begun."""
    standing = {one.account_id: one for one in rule_queries.begun(found, now) if one.ended_at is None}
    return [
        (one, surge)
        for one in due
        if (surge := standing.get(one.account_id))
        and not (one.surging and one.looked_at and surge.started_at <= one.looked_at)
    ]


async def no_news(
    connection: Connection, workspace_id: UUID, numbers: Numbers, begun: Sequence[Beginning], now: datetime
) -> dict[UUID, str]:
    """Of whom it is none, and why."""
    marked = [one for one in begun if one[0].held]
    after = {one.account_id: one.held.until for one, _ in marked if one.held}
    before = {one.account_id: one.held.since - _INSTANT for one, _ in marked if one.held}
    stood = await _stood(connection, workspace_id, numbers, marked, after)
    brought = [one for one in marked if one[0].account_id in stood]
    stood_before = await _stood(connection, workspace_id, numbers, brought, before)
    old = {one.account_id: "late" for one, surge in begun if surge.started_at <= now - _FRESH}
    return old | {
        one.account_id: one.held.why for one, _ in brought if one.held and one.account_id not in stood_before
    }


async def _stood(
    connection: Connection,
    workspace_id: UUID,
    numbers: Numbers,
    begun: Sequence[Beginning],
    times: dict[UUID, datetime],
) -> set[UUID]:
    """Accounts whose surge stood at the time given for each, by what had been received by then."""
    at_times: dict[datetime, list[Beginning]] = defaultdict(list)
    for one, surge in begun:
        if surge.started_at <= times[one.account_id]:
            at_times[times[one.account_id]].append((one, surge))
    found: set[UUID] = set()
    for at, some in at_times.items():
        resumes = {one.account_id: one.resume for one, _ in some}
        surges = await rule_queries.find(connection, workspace_id, numbers, resumes, at, then=True)
        found |= {one.account_id for one in rule_queries.begun(surges, at) if one.ended_at is None}
    return found
