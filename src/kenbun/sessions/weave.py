"""Weaving events into sessions. The result never depends on the order of arrival."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple
from uuid import UUID

from kenbun.kit.ids import new_id


class Session(NamedTuple):
    started_at: datetime
    ended_at: datetime
    event_count: int
    channels: frozenset[str]
    # None until it is kept
    session_id: UUID | None = None
    # the start under which it is stored, None if it is not
    stored_start: datetime | None = None


def moment(at: datetime, channel: str) -> Session:
    """One event as the shortest of sessions."""
    return Session(at, at, 1, _only(channel))


@cache
def _only(channel: str) -> frozenset[str]:
    return frozenset((channel,))


def weave(sessions: Iterable[Session], timeout: timedelta) -> list[Session]:
    """Joins sessions whose gap is under the timeout; what results carries the id of its first stored part."""
    woven: list[Session] = []
    for session in sorted(sessions, key=lambda one: (one.started_at, one.ended_at)):
        if woven and session.started_at - woven[-1].ended_at < timeout:
            woven[-1] = _join(woven[-1], session)
        else:
            woven.append(session)
    return [one if one.session_id else one._replace(session_id=new_id()) for one in woven]


def _join(one: Session, later: Session) -> Session:
    keeper = one if one.session_id else later
    return Session(
        one.started_at,
        max(one.ended_at, later.ended_at),
        one.event_count + later.event_count,
        one.channels | later.channels,
        keeper.session_id,
        keeper.stored_start,
    )
