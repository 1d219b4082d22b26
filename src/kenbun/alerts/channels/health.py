"""Whether anything arrives at a channel. One at which nothing does for a day is switched off, and admins are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.members import readers
from kenbun.alerts.channels import channel_queries as queries
from kenbun.alerts.channels.channels import Channel
from kenbun.alerts.channels.kind import Outcome
from kenbun.alerts.notify import Notice, notify
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.kit.text import printable

# Nearly the day for which a delivery is tried: that begins when it is ordered, and it may have waited for its first
# attempt, or that have taken longer than the last.
SWITCHED_OFF_AFTER = timedelta(hours=23)
_SOME = 3


@dataclass(frozen=True, slots=True)
class Attempt:
    """`given_up`, if none will follow it."""

    began: datetime
    outcome: Outcome
    given_up: bool


async def note_health(
    connection: Connection, channel: Channel, attempts: Sequence[Attempt], now: datetime
) -> None:
    """After attempts that ended together; `channel` as it was before them."""
    failed = [one for one in attempts if not one.outcome.arrived]
    if not attempts or (not failed and channel.failing_since is None):
        return
    failing_from = min(one.began for one in failed) if len(failed) == len(attempts) else None
    rests = [one.outcome.retry_after for one in failed if one.outcome.retry_after]
    rest_until = now + max(rests) if rests else None
    place = (connection, channel.workspace_id, channel.channel_id)
    failing_since = await queries.note_health(*place, failing_from, rest_until)
    because = await _because(connection, channel, failed, failing_since, now)
    if because and channel.active:
        await _switch_off(connection, channel, because, now)


async def _because(
    connection: Connection,
    channel: Channel,
    failed: Sequence[Attempt],
    failing_since: datetime | None,
    now: datetime,
) -> str | None:
    """A delivery that is given up has been tried for a day; where nothing else has arrived in it, nothing will. One
    that failed at once says nothing of the others, so it takes some of those."""
    if gone := next((one.outcome for one in failed if one.outcome.gone), None):
        return "It answered that it is gone (410)." if gone.status == 410 else printable(gone.answer, 200)
    given_up = [one for one in failed if one.given_up]
    if not given_up or not failing_since or now - failing_since < SWITCHED_OFF_AFTER:
        return None
    if all(one.outcome.lasting for one in given_up):
        place = (connection, channel.workspace_id, channel.channel_id)
        if await queries.count_failed(*place, failing_since, _SOME) < _SOME:
            return None
    return f"Nothing has arrived for a day. The last answer: {printable(given_up[-1].outcome.answer, 200)}"


async def _switch_off(connection: Connection, channel: Channel, because: str, now: datetime) -> None:
    """Once, whoever else found out at the same time."""
    workspace_id = channel.workspace_id
    if not await queries.switch_off(connection, workspace_id, channel.channel_id, because, now):
        return
    await audit.record(
        connection,
        Caller.system(workspace_id, "kenbun"),
        "channel.switch_off",
        ("channel", public("chn", channel.channel_id)),
        before={"active": True},
        after={"active": False, "because": because},
        now=now,
    )
    text = f"The channel {channel.name} was switched off. {because}"
    admins = await readers(connection, workspace_id, admins_only=True)
    link = f"/configure/channels/{public('chn', channel.channel_id)}"
    await notify(connection, workspace_id, "channel", [Notice(one, text, link) for one in admins], now)
