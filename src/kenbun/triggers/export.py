"""The history of a trigger as a file, line by line, whatever its length."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Database
from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.cells import cell, line
from kenbun.kit.clock import Clock
from kenbun.kit.errors import TooMany
from kenbun.kit.ids import public
from kenbun.triggers import listing_queries as queries
from kenbun.triggers.definitions import Trigger
from kenbun.triggers.message import shown_as
from kenbun.triggers.told import what_happened

COLUMNS = (
    "firing_id",
    "at",
    "trigger",
    "subject",
    "subject_id",
    "name",
    "what",
    "state",
    "held_because",
    "cause",
)

# Each holds a connection to the database as long as it is read.
_AT_ONCE = 2
_WAIT = 30

_under_way = asyncio.BoundedSemaphore(_AT_ONCE)


async def note_export(database: Database, caller: Caller, trigger: Trigger, clock: Clock) -> str:
    """In the audit log, who takes it. Answers the name of the file. Raises TooMany."""
    if _under_way.locked():
        raise TooMany(f"{_AT_ONCE} exports are under way: try again in a moment.", retry_after=_WAIT)
    now = clock()
    async with database.transaction() as connection:
        subject = ("trigger", public("trg", trigger.trigger_id))
        await audit.record(connection, caller, "trigger.export", subject, now=now)
    return f"firings-{now:%Y-%m-%d}.csv"


async def lines(database: Database, workspace_id: UUID, trigger_id: UUID) -> AsyncIterator[str]:
    """The first names the columns; the cause is JSON."""
    yield line(COLUMNS)
    async with _under_way, database.snapshot() as connection, database.snapshot() as beside:
        async for rows in queries.stream(connection, workspace_id, trigger_id):
            shown = await shown_as(beside, workspace_id, rows)
            yield "".join(_line(row, *shown[row.firing_id]) for row in rows)


def _line(row: Any, root_id: UUID, name: str) -> str:
    values = (
        public("fir", row.firing_id),
        row.at,
        row.trigger,
        row.subject,
        ROOTED[row.subject].public(root_id),
        name,
        what_happened(row.kind, row.cause),
        row.state,
        row.held_because,
        json.dumps(row.cause, sort_keys=True),
    )
    return line(map(cell, values))
