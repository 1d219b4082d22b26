"""What was wrong with the rows of a file, as a file: the rows as they were, to be mended and sent again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from kenbun.database import Database
from kenbun.kit.cells import cell, line
from kenbun.transfer.imports import job_queries

_AT_ONCE = 1_000
HEADINGS = ("row", "column", "error")


async def fault_lines(database: Database, workspace_id: UUID, job: Any) -> AsyncIterator[str]:
    """A line for each fault: where, what, and the row's cells."""
    yield line(map(cell, (*HEADINGS, *job.headers)))
    after = (0, 0)
    while True:
        async with database.snapshot() as connection:
            some = await job_queries.errors_after(connection, workspace_id, job.job_id, after, _AT_ONCE)
        if not some:
            return
        yield "".join(line(map(cell, (one.row, one.column, one.reason, *one.cells))) for one in some)
        after = (some[-1].row, some[-1].number)
