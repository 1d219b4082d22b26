"""A file of events into the inbox, a thousand rows at a time: each part is durable before the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from kenbun.database import Database
from kenbun.events.accept.call import Receipt
from kenbun.events.accept.ingest import DIALECT
from kenbun.events.accept.ingest.strangers import without_strangers
from kenbun.events.inbox import Inbox
from kenbun.kit.clock import Clock
from kenbun.kit.errors import TooMany
from kenbun.transfer.events.payloads import payloads
from kenbun.transfer.imports.reading import Sheet

_AT_ONCE = 1_000
MOST_ERRORS = 1_000
"""So many are told; all are kept among the rejected events."""


@dataclass(slots=True)
class TakenIn:
    """`errors` are rows, what is wrong, and the field at fault."""

    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    errors: list[tuple[int, str, str | None]] = field(default_factory=list)


async def take_in(
    database: Database, inbox: Inbox, workspace_id: UUID, sheet: Sheet, clock: Clock, *, silent: bool = True
) -> TakenIn:
    """Nobody is told of what happened in it, unless it is not to be silent.

    Raises Invalid about the headings, or TooMany: what was taken in until then counts once, if sent again."""
    taken = TakenIn()
    rows = payloads(sheet)
    while some := list(islice(rows, _AT_ONCE)):
        try:
            await _take_some(database, inbox, workspace_id, some, Receipt.at(clock()), taken, silent=silent)
        except TooMany as problem:
            done = taken.accepted + taken.duplicates + taken.rejected
            detail = f"{problem.detail} {done:,} rows are in by now, and will not count twice."
            raise type(problem)(detail, retry_after=problem.retry_after) from None
    return taken


async def _take_some(
    database: Database,
    inbox: Inbox,
    workspace_id: UUID,
    some: Sequence[tuple[int, dict[str, Any]]],
    receipt: Receipt,
    taken: TakenIn,
    *,
    silent: bool,
) -> None:
    read = DIALECT.each([payload for _, payload in some], receipt, clean=False)
    calls, refusals = await without_strangers(database, workspace_id, read)
    for call in calls:
        call.silent = silent
    counts = await inbox.accept(workspace_id, None, calls, refusals)
    taken.accepted += counts.accepted
    taken.duplicates += counts.duplicates
    taken.rejected += counts.rejected
    room = MOST_ERRORS - len(taken.errors)
    taken.errors += [(some[one.index][0], one.reason, one.field) for one in refusals[:room]]
