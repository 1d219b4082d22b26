"""A file of events into the inbox, a thousand rows at a time: each part is durable before the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Database
from kenbun.events.accept.call import Receipt
from kenbun.events.accept.ingest import DIALECT
from kenbun.events.accept.ingest.strangers import without_strangers
from kenbun.events.inbox import Inbox
from kenbun.events.inbox_queries import needing_database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Problem, TooMany, Unavailable
from kenbun.kit.ids import public
from kenbun.kit.text import printable
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

    @property
    def rows(self) -> int:
        return self.accepted + self.duplicates + self.rejected


async def take_in(
    database: Database,
    inbox: Inbox,
    caller: Caller,
    name: str,
    sheet: Sheet,
    clock: Clock,
    *,
    silent: bool = True,
) -> TakenIn:
    """Nobody is told of what happened in it, unless it is not to be silent.

    Raises Invalid about the headings, TooMany or Unavailable: what was taken in until then counts once, if sent
    again, and is in the audit log like a whole file.
    """
    taken = TakenIn()
    note = {"file": printable(name, 200) or "events.csv", "fire_triggers": not silent}
    rows = payloads(sheet)
    while some := list(islice(rows, _AT_ONCE)):
        try:
            await _take_some(
                database, inbox, caller.workspace_id, some, Receipt.at(clock()), taken, silent=silent
            )
        except (TooMany, Unavailable) as problem:
            if taken.rows:
                await _note(database, caller, taken, {**note, "stopped": problem.detail}, clock)
            raise _broken_off(problem, taken.rows) from None
    await _note(database, caller, taken, note, clock)
    return taken


def _broken_off(problem: TooMany | Unavailable, rows: int) -> Problem:
    detail = f"{problem.detail} {rows:,} rows are in by now, and will not count twice."
    return type(problem)(detail, retry_after=problem.retry_after)


async def _note(
    database: Database, caller: Caller, taken: TakenIn, note: dict[str, Any], clock: Clock
) -> None:
    """In a transaction of its own: the inbox takes in what is sent by all together, in its own."""
    after = note | {"accepted": taken.accepted, "duplicates": taken.duplicates, "rejected": taken.rejected}
    subject = ("workspace", public("ws", caller.workspace_id))
    with needing_database():
        async with database.transaction() as connection:
            await audit.record(connection, caller, "events.import", subject, after=after, now=clock())


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
