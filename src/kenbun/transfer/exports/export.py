"""A file of leads, or of accounts, line by line, from one moment, whatever its length."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Database
from kenbun.kit.cells import cell, line
from kenbun.kit.clock import Clock
from kenbun.kit.errors import TooMany
from kenbun.levels.in_force import Levels, levels_in_force
from kenbun.mapping.custom_fields import all_fields
from kenbun.transfer.exports.column import Column, named
from kenbun.transfer.exports.files import Selection, file_of

# Each holds a connection to the database as long as it is read.
_AT_ONCE = 3
_WAIT = 30

_under_way = asyncio.BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Export:
    """What goes into the file, checked; `count` is how many there were when it was asked for."""

    chosen: Any
    selection: Selection
    columns: Sequence[Column]
    levels: Levels
    count: int
    at: datetime

    @property
    def file_name(self) -> str:
        return f"{file_of(self.selection).nouns}-{self.at:%Y-%m-%d}.csv"


async def open_export(
    database: Database, caller: Caller, selection: Selection, columns: Sequence[str], clock: Clock
) -> Export:
    """Checks what is asked for, and notes in the audit log who takes it. Raises Invalid, TooMany."""
    if _under_way.locked():
        raise TooMany(f"{_AT_ONCE} exports are under way: try again in a moment.", retry_after=_WAIT)
    now, file = clock(), file_of(selection)
    async with database.transaction() as connection:
        place = (connection, caller.workspace_id)
        wanted = named(columns, file.columns(await all_fields(*place)))
        levels = await levels_in_force(*place)
        filters = selection.filters or file.selection.FILTERS()
        chosen = await file.choose(*place, filters, levels, selection.member_id)
        count = await file.count(*place, selection)
        names = [column.name for column in wanted]
        after = {file.nouns: count, "columns": names, **selection.document()}
        subject = (file.nouns, f"{count} {file.nouns}")
        await audit.record(connection, caller, f"{file.nouns}.export", subject, after=after, now=now)
    return Export(chosen, selection, wanted, levels, count, now)


async def lines(database: Database, export: Export) -> AsyncIterator[str]:
    """The lines of the file, some at a time; the first names the columns."""
    file, filters = file_of(export.selection), export.selection.filters
    async with _under_way, database.snapshot() as connection:
        yield line(column.name for column in export.columns)
        ids = export.selection.ids if filters is None else None
        sort = (filters or file.selection.FILTERS()).sort
        async for rows in file.stream(connection, export.chosen, ids, sort):
            yield "".join(
                line(cell(column.read(row, export.levels)) for column in export.columns) for row in rows
            )
