"""Who of an account was active together: somebody else's activity within the session timeout before or after one's own.

It is told from sessions: whoever has one that comes so near to a moment has done something that near to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kenbun.accounts import together_queries as queries
from kenbun.accounts.together_queries import Span
from kenbun.database import Connection

Moment = tuple[datetime, UUID]
"""When somebody was active."""


async def others_near(
    connection: Connection,
    workspace_id: UUID,
    account_id: UUID,
    moments: Sequence[Moment],
    near: timedelta,
) -> list[frozenset[UUID]]:
    """For each moment the other leads of the account who were active less than `near` from it."""
    if not moments:
        return []
    spans = _joined((at - near, at + near) for at, _ in moments)
    sessions = await queries.sessions_in(connection, workspace_id, account_id, spans)
    return [_others(at, lead_id, sessions, near) for at, lead_id in moments]


def _others(at: datetime, lead_id: UUID, sessions: Iterable[Any], near: timedelta) -> frozenset[UUID]:
    return frozenset(
        one.lead_id
        for one in sessions
        if one.lead_id != lead_id and one.started_at < at + near and one.ended_at > at - near
    )


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The same time as spans that lie apart."""
    joined: list[Span] = []
    for since, until in sorted(spans):
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((since, until))
    return joined
