"""What members are told, by mail: one mail for all that waits for a member, at once or once a day.

The rows of the notifications are the outbox. Whoever mails to a member has claimed the member's mailbox: a second
worker steps aside, and what a killed one has left undone is done when its claim runs out. So a mail goes out at least
once.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from kenbun.alerts import mailing_queries as queries
from kenbun.alerts.letter import write
from kenbun.alerts.notify import Notice, notify
from kenbun.database import Away, Connection, Database
from kenbun.kit.clock import Clock
from kenbun.mail import Mail, NotSent, send
from kenbun.settings import Settings

MOST_IN_ONE = 1_000
# What comes in a burst goes together.
REST = timedelta(seconds=60)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=2)
GIVE_UP_AFTER = timedelta(days=1)

_CLAIM = timedelta(minutes=2)
_AT_ONCE = 4
_MOST_MEMBERS = 200
_NO_WORDS = "It could not be put into words: the log of the server says how."

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A member's mailbox that is ours, and what is to be mailed there."""

    workspace_id: UUID
    user_id: UUID
    attempts: int
    failing_since: datetime | None
    reader: Any
    notifications: Sequence[Any]


async def mail_what_is_due(database: Database, settings: Settings, clock: Clock) -> int:
    """To all members who want mail, some at a time; answers how many mails went out."""
    async with database.snapshot() as connection:
        waiting = await queries.waiting(connection, clock(), _MOST_MEMBERS)
    sent = 0
    for start in range(0, len(waiting), _AT_ONCE):
        some = waiting[start : start + _AT_ONCE]
        sent += sum(await asyncio.gather(*(_try(database, settings, clock, *one) for one in some)))
    return sent


async def _try(
    database: Database, settings: Settings, clock: Clock, workspace_id: UUID, user_id: UUID
) -> bool:
    """What goes wrong with one member's mail must not keep the others from theirs."""
    try:
        return await _mail_to(database, settings, clock, workspace_id, user_id)
    except Away:
        raise
    except Exception:
        log.exception("alerts.mail_failed", workspace=str(workspace_id), member=str(user_id))
        return False


async def _mail_to(
    database: Database, settings: Settings, clock: Clock, workspace_id: UUID, user_id: UUID
) -> bool:
    async with database.transaction() as connection:
        claimed = await _claim(connection, workspace_id, user_id, clock())
    if claimed is None:
        return False
    try:
        await send(settings, _written(claimed, settings), clock)
    except NotSent as failure:
        log.warning("alerts.not_mailed", reason=failure.reason, attempts=claimed.attempts + 1)
        async with database.transaction() as connection:
            await _failed(connection, claimed, failure, clock())
        return False
    async with database.transaction() as connection:
        now = clock()
        ids = [row.notification_id for row in claimed.notifications]
        await queries.mailed(connection, workspace_id, ids, now)
        rested: dict[str, Any] = {"attempts": 0, "failing_since": None, "last_answer": None}
        rested |= {"mailed_at": now, "next_try_at": now + REST}
        await queries.release(connection, workspace_id, user_id, **rested)
    return True


def _written(claimed: _Claimed, settings: Settings) -> Mail:
    """What is at fault with one mail is tried again like what the server refuses, further and further apart."""
    try:
        return write(claimed.reader, claimed.notifications, settings.address)
    except Exception:
        log.exception("alerts.not_written", workspace=str(claimed.workspace_id), member=str(claimed.user_id))
        raise NotSent(_NO_WORDS) from None


async def _claim(connection: Connection, workspace_id: UUID, user_id: UUID, now: datetime) -> _Claimed | None:
    box = await queries.claim(connection, workspace_id, user_id, now, now + _CLAIM)
    if box is None:
        return None
    rows: Sequence[Any] = await queries.due(connection, workspace_id, user_id, now, MOST_IN_ONE)
    if not rows:
        await queries.release(connection, workspace_id, user_id)
        return None
    reader = await queries.reader(connection, workspace_id, user_id)
    return _Claimed(workspace_id, user_id, box.attempts, box.failing_since, reader, rows)


async def _failed(connection: Connection, claimed: _Claimed, failure: NotSent, now: datetime) -> None:
    """Tried again, further and further apart; after a day mail is switched off for the member, who is told so here."""
    place = (connection, claimed.workspace_id, claimed.user_id)
    since = claimed.failing_since or now
    if now - since < GIVE_UP_AFTER:
        again = now + _pause(claimed.attempts)
        trouble: dict[str, Any] = {
            "failing_since": since,
            "last_answer": failure.reason,
            "next_try_at": again,
        }
        await queries.release(*place, attempts=claimed.attempts + 1, **trouble)
        return
    await queries.give_up(*place)
    await queries.release(
        *place, attempts=0, failing_since=None, last_answer=failure.reason, next_try_at=None
    )
    text = f"Mail to you has failed for a day, and is switched off: {failure.reason}"
    notice = Notice(claimed.user_id, text, "/settings/preferences")
    await notify(connection, claimed.workspace_id, "channel", [notice], now)


def _pause(attempts: int) -> timedelta:
    """Doubled each time; and at random by a quarter, so that what failed together is not tried together."""
    doubled: timedelta = min(FIRST_PAUSE * 2 ** min(attempts, 16), LONGEST_PAUSE)
    return doubled * random.uniform(0.75, 1.25)  # noqa: S311 (no secret)
