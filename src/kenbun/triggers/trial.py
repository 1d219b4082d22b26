"""Trying a trigger: each thing that it does, once, so that nobody else is told and nothing is changed.

Channels get a message that says that it is a test. What members would be told comes to whoever asks. What else it does
within kenbun is looked at: whether it could be done, and said.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.alerts.channels.kind import Means
from kenbun.alerts.deliveries.listing import get_delivery
from kenbun.alerts.deliveries.trial import OfTrigger, try_channel
from kenbun.alerts.notify import Notice, notify
from kenbun.conditions.to_words.said import Names
from kenbun.database import Connection, Database
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import public
from kenbun.triggers.definitions import Trigger
from kenbun.triggers.naming import names_of
from kenbun.triggers.outputs import Known, Output, channel_of, checked_outputs, known_outputs
from kenbun.triggers.words import output_words, waits_for

_TELLING = ("notify", "notify_owner")


@dataclass(frozen=True, slots=True)
class Tried:
    """`works` unless it did not arrive, or could not be done; `deliveries` are rows of those to a channel."""

    output: Output
    words: str
    works: bool
    answer: str
    deliveries: tuple[Any, ...] = ()


async def try_trigger(database: Database, means: Means, caller: Caller, trigger: Trigger) -> list[Tried]:
    """What each output came to, in their order; after some 15 seconds at most."""
    workspace_id, outputs = caller.workspace_id, trigger.definition.outputs
    async with database.transaction() as connection:
        now = means.clock()
        names = await names_of(connection, workspace_id)
        known = await known_outputs(connection, workspace_id, trigger.subject)
        within = [
            None if channel_of(one) else await _within(connection, caller, trigger, one, (known, names), now)
            for one in outputs
        ]
        subject = ("trigger", public("trg", trigger.trigger_id))
        about = {"outputs": [output_words(one, names) for one in outputs]}
        await audit.record(connection, caller, "trigger.test", subject, after=about, now=now)
    words = waits_for(trigger.kind, trigger.subject, trigger.document(), names)
    of = OfTrigger(trigger.trigger_id, trigger.name, words)
    return list(
        await asyncio.gather(
            *(
                _given(tried) if tried else _send(database, means, caller, one, of, names)
                for one, tried in zip(outputs, within, strict=True)
            )
        )
    )


async def _given(tried: Tried) -> Tried:
    return tried


async def _within(
    connection: Connection,
    caller: Caller,
    trigger: Trigger,
    output: Output,
    of: tuple[Known, Names],
    now: datetime,
) -> Tried:
    known, names = of
    words = output_words(output, names)
    try:
        checked_outputs([output], known)
    except Invalid as problem:
        return Tried(output, words, False, f"It could not be done: {problem.detail}")
    if output["act"] not in _TELLING:
        return Tried(output, words, True, "It could be done. Nothing was changed.")
    return Tried(output, words, True, await _tell(connection, caller, trigger, words, now))


async def _tell(connection: Connection, caller: Caller, trigger: Trigger, words: str, now: datetime) -> str:
    """Whoever asks, in place of those whom it is for."""
    link = f"/configure/triggers/{public('trg', trigger.trigger_id)}"
    text = f"Test of {trigger.name}: when it fires, it {words}. Nothing has happened."
    notice = Notice(caller.member_id, text, link)
    told = await notify(connection, caller.workspace_id, trigger.kind, [notice], now)
    if told:
        return "You were told, under the bell, and nobody else."
    return "You have switched this kind of alert off, so you were not told; nor was anybody else."


async def _send(
    database: Database, means: Means, caller: Caller, output: Output, of: OfTrigger, names: Names
) -> Tried:
    words, channel_id = output_words(output, names), channel_of(output)
    assert channel_id is not None
    try:
        made = await try_channel(database, caller, channel_id, means, of)
    except NotFound:
        return Tried(output, words, False, "The channel was deleted.")
    rows = tuple(await _rows(database, caller.workspace_id, made))
    arrived = sum(row.state == "delivered" for row in rows)
    return Tried(output, words, arrived == len(rows), _said(rows, arrived), rows)


async def _rows(database: Database, workspace_id: UUID, made: list[UUID]) -> list[Any]:
    async with database.snapshot() as connection:
        return [(await get_delivery(connection, workspace_id, one)).row for one in made]


def _said(rows: tuple[Any, ...], arrived: int) -> str:
    """Of several people, how many it reached; of one, what was answered."""
    if len(rows) == 1:
        return rows[0].last_answer or ""
    return f"Arrived for {arrived:,} of {len(rows):,}."
