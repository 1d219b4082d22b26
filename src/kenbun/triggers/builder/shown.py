"""Firings as the pages show them: whose, what happened, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.conditions.fact_words import Names
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.mapping.named_queries import names_of
from kenbun.triggers.builder import shown_queries as queries
from kenbun.triggers.builder.shown_queries import Asked
from kenbun.triggers.drafts import Subject
from kenbun.triggers.told import because_of, standing, what_happened
from kenbun.triggers.words import output_words

PREFIXES: dict[Subject, str] = {"lead": "ld", "account": "acct"}
_STATES = ("delivered", "waiting", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class ShownFiring:
    """`name` is None where the lead or the account is gone; `because` blank where nothing held it back.
    `deliveries` are how many there are by state, `standing` the scores and levels of that moment."""

    id: str
    trigger_id: str
    trigger: str
    subject: Subject
    subject_id: str
    name: str | None
    at: datetime
    words: str
    state: str
    because: str
    chain: int
    deliveries: dict[str, int]
    standing: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    id: str
    words: str
    state: str
    attempts: int
    next_try_at: datetime
    delivered_at: datetime | None
    last_answer: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of them, and how many there are."""

    rows: Sequence[ShownFiring]
    total: int


async def shown_firings(connection: Connection, asked: Asked, paging: Paging) -> Shown:
    """The latest first."""
    rows = await queries.listed(connection, asked, paging)
    names: dict[UUID, str] = {}
    for subject in PREFIXES:
        ids = {row.subject_id for row in rows if row.subject == subject}
        if ids:
            names |= await names_of(connection, asked.workspace_id, subject, ids)
    made = await queries.delivered(connection, asked.workspace_id, [row.firing_id for row in rows])
    shown = [_shown(row, names.get(row.subject_id), made.get(row.firing_id, {})) for row in rows]
    return Shown(shown, await queries.count(connection, asked))


async def shown_deliveries(
    connection: Connection, workspace_id: UUID, firing_id: UUID, names: Names
) -> list[ShownDelivery]:
    """What a firing has set going, in the words of the trigger's outputs."""
    found = []
    for row in await queries.deliveries_of(connection, workspace_id, firing_id):
        output = {"channel_id": public("chn", row.channel_id)} if row.channel_id else row.act
        words = output_words(output, names)
        found.append(
            ShownDelivery(
                public("dlv", row.delivery_id),
                f"{words[:1].upper()}{words[1:]}" + (f", {row.recipient}" if row.recipient else ""),
                row.state,
                row.attempts,
                row.next_try_at,
                row.delivered_at,
                row.last_answer,
            )
        )
    return found


def _shown(row: Any, name: str | None, made: dict[str, int]) -> ShownFiring:
    return ShownFiring(
        public("fir", row.firing_id),
        public("trg", row.trigger_id),
        row.trigger,
        row.subject,
        public(PREFIXES[row.subject], row.subject_id),
        name,
        row.at,
        what_happened(row.kind, row.cause),
        row.state,
        because_of(row.held_because),
        row.chain,
        {state: made.get(state, 0) for state in _STATES},
        standing(row.cause),
    )
