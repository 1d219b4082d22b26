"""Mail with a link that lets in whoever opens it: ordered with the link, in one transaction, and tried for a day.

The link is a secret: what was written is never answered, and is stored only until the mail is out or given up.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from kenbun.access.links import read_link
from kenbun.alerts.channels.kind import Means, Outcome
from kenbun.alerts.deliveries import claim_queries as queries
from kenbun.alerts.deliveries import order_queries
from kenbun.alerts.deliveries.claim import CLAIM, Claimed, claim_these
from kenbun.alerts.deliveries.settle import Tried, settle
from kenbun.database import Connection, Database
from kenbun.database.hearing import tell
from kenbun.kit.errors import NotFound
from kenbun.mail import Mail, NotSent, send

_AT_ONCE = 4
_DEAD = "Its link has been used, withdrawn, or is too old: it is not mailed."


@dataclass(frozen=True, slots=True)
class Letter:
    """`secret` is that of the link that stands in the mail."""

    kind: Literal["invitation", "reset"]
    mail: Mail
    secret: str


async def order_letter(connection: Connection, workspace_id: UUID, letter: Letter, now: datetime) -> UUID:
    """The worker mails it as soon as this is committed."""
    mail = letter.mail
    body = {"subject": mail.subject, "text": mail.text, "secret": letter.secret}
    await tell(connection, "deliveries")
    return await order_queries.add_letter(connection, workspace_id, now, letter.kind, mail.to, body)


async def take_in_hand(connection: Connection, workspace_id: UUID, letter: Letter, now: datetime) -> Claimed:
    """Ordered likewise, but for `send_letter`, by somebody who waits to hear how it goes.

    Who dies before that leaves it to the worker."""
    delivery_id = await order_letter(connection, workspace_id, letter, now)
    [claimed] = await claim_these(connection, workspace_id, [delivery_id], now)
    return claimed


async def send_letter(database: Database, means: Means, workspace_id: UUID, claimed: Claimed) -> Outcome:
    """Where it did not arrive, and the outcome is not lasting, it is tried again."""
    [tried] = await _send(database, means, workspace_id, [claimed])
    return tried.outcome


async def send_letters(database: Database, means: Means, workspace_id: UUID) -> None:
    """Those of a workspace that are due, some at a time, until there is none."""
    while True:
        async with database.transaction() as connection:
            now = means.clock()
            rows = await queries.claim_letters(connection, workspace_id, _AT_ONCE, now, now + CLAIM)
        if not rows:
            return
        await _send(database, means, workspace_id, [Claimed(**row._mapping) for row in rows])


async def _send(database: Database, means: Means, workspace_id: UUID, claimed: list[Claimed]) -> list[Tried]:
    tried = await asyncio.gather(*(_attempt(database, means, one) for one in claimed))
    async with database.transaction() as connection:
        await settle(connection, workspace_id, tried, means.clock(), None)
    return tried


async def _attempt(database: Database, means: Means, one: Claimed) -> Tried:
    at, began = means.clock(), time.monotonic()
    outcome = await _mail(database, means, one)
    return Tried(one, outcome, at, timedelta(seconds=time.monotonic() - began))


async def _mail(database: Database, means: Means, one: Claimed) -> Outcome:
    assert one.body is not None
    assert one.recipient is not None
    try:
        async with database.snapshot() as connection:
            await read_link(connection, one.body["secret"], means.clock())
    except NotFound:
        return Outcome(False, _DEAD, lasting=True)
    mail = Mail(one.recipient, one.body["subject"], one.body["text"], key=one.delivery_id.hex)
    try:
        await send(means.settings, mail, means.clock)
    except NotSent as failure:
        return Outcome(False, failure.reason, failure.status, lasting=failure.lasting)
    return Outcome(True, f"Accepted for {one.recipient}.", 250)
