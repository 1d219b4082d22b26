"""The audit log as a file, line by line, whatever its length."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from kenbun.access.audit.filters import AuditFilters
from kenbun.access.audit.listing import Entry, stream_audit
from kenbun.access.audit.noting import record
from kenbun.access.callers import Caller
from kenbun.database import Database
from kenbun.kit.cells import cell, line
from kenbun.kit.clock import Clock
from kenbun.kit.errors import TooMany
from kenbun.kit.ids import public

COLUMNS = (
    "audit_id",
    "at",
    "actor",
    "actor_kind",
    "actor_id",
    "address",
    "action",
    "subject_kind",
    "subject_id",
    "before",
    "after",
)

# Each holds a connection to the database as long as it is read.
_AT_ONCE = 2
_WAIT = 30
_ACTORS = {"user": "usr", "token": "tok"}

_under_way = asyncio.BoundedSemaphore(_AT_ONCE)


async def note_export(database: Database, caller: Caller, filters: AuditFilters, clock: Clock) -> str:
    """That somebody takes the log is in the log. Answers the name of the file. Raises `TooMany`."""
    if _under_way.locked():
        raise TooMany(f"{_AT_ONCE} exports are under way: try again in a moment.", retry_after=_WAIT)
    now = clock()
    async with database.transaction() as connection:
        subject = ("workspace", public("ws", caller.workspace_id))
        await record(connection, caller, "audit.export", subject, after={"query": filters.query}, now=now)
    return f"audit-{now:%Y-%m-%d}.csv"


async def lines(database: Database, caller: Caller, filters: AuditFilters) -> AsyncIterator[str]:
    """The first names the columns; before and after are JSON."""
    yield line(COLUMNS)
    async with _under_way, database.snapshot() as connection:
        async for some in stream_audit(connection, caller.workspace_id, filters, caller.time_zone):
            yield "".join(map(_line, some))


def _line(entry: Entry) -> str:
    prefix = _ACTORS.get(entry.actor_kind)
    values = (
        public("aud", entry.audit_id),
        entry.at,
        entry.actor_label,
        entry.actor_kind,
        public(prefix, entry.actor_id) if prefix and entry.actor_id else None,
        entry.address,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        _json(entry.before),
        _json(entry.after),
    )
    return line(map(cell, values))


def _json(values: dict[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(values, ensure_ascii=False, sort_keys=True)
