"""The file of leads, line by line, from one moment, whatever its length."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import TooMany
from kenbun.leads.lists.chosen import Chosen, choose
from kenbun.leads.lists.filters import DEFAULT_SORT, LeadFilters
from kenbun.leads.lists.selection import Selection, count_selected
from kenbun.levels.in_force import Levels, levels_in_force
from kenbun.mapping.custom_fields import all_fields
from kenbun.transfer.cells import cell, line
from kenbun.transfer.exports import queries
from kenbun.transfer.exports.columns import Column, named

# Each holds a connection to the database as long as it is read.
_AT_ONCE = 3
_WAIT = 30

_under_way = asyncio.BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Export:
    """What goes into the file, checked; `leads` is how many there were when it was asked for."""

    chosen: Chosen
    selection: Selection
    columns: Sequence[Column]
    levels: Levels
    leads: int
    at: datetime

    @property
    def file_name(self) -> str:
        return f"leads-{self.at:%Y-%m-%d}.csv"


async def open_export(
    database: Database, caller: Caller, selection: Selection, columns: Sequence[str], clock: Clock
) -> Export:
    """Checks what is asked for, and notes in the audit log who takes it. Raises Invalid, TooMany."""
    if _under_way.locked():
        raise TooMany(f"{_AT_ONCE} exports are under way: try again in a moment.", retry_after=_WAIT)
    now = clock()
    async with database.transaction() as connection:
        place = (connection, caller.workspace_id)
        fields = await all_fields(*place)
        wanted = named(columns, fields)
        levels = await levels_in_force(*place)
        filters = selection.filters or LeadFilters()
        chosen = await choose(*place, filters, levels, selection.member_id)
        count = await count_selected(*place, selection)
        await audit.record(
            connection,
            caller,
            "leads.export",
            ("leads", f"{count} leads"),
            after={"leads": count, "columns": [column.name for column in wanted], **selection.document()},
            now=now,
        )
    return Export(chosen, selection, wanted, levels, count, now)


async def lines(database: Database, export: Export) -> AsyncIterator[str]:
    """The lines of the file, some at a time; the first names the columns."""
    filters = export.selection.filters
    async with _under_way, database.snapshot() as connection:
        yield line(column.name for column in export.columns)
        ids = export.selection.ids if filters is None else None
        sort = filters.sort if filters else DEFAULT_SORT
        async for rows in queries.stream(connection, export.chosen, ids, sort):
            yield "".join(
                line(cell(column.read(row, export.levels)) for column in export.columns) for row in rows
            )
