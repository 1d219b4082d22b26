"""Sending a file, and seeing what is in it before anything is taken in."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import new_id
from kenbun.kit.text import printable
from kenbun.mapping.custom_fields import all_fields
from kenbun.transfer.imports import file_queries as queries
from kenbun.transfer.imports.detect import Detected, detect
from kenbun.transfer.imports.reading import read_sheet, rows_of

SHOWN = 5
# So many rows are looked at for what a column seems to be.
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Preview:
    """`sample` are the first rows, as long as the headings."""

    file_id: UUID
    name: str
    encoding: str
    separator: str
    headers: list[str]
    rows: int
    sample: list[list[str]]
    detected: Detected


async def keep_file(
    connection: Connection, caller: Caller, name: str, content: bytes, clock: Clock
) -> Preview:
    """For a day, or until the job that takes it in is done. Raises TooLarge, or Invalid about the file."""
    sheet = read_sheet(content)
    file_id = new_id()
    await queries.add(
        connection,
        caller.workspace_id,
        file_id=file_id,
        name=printable(name, 200) or "leads.csv",
        content=sheet.text,
        encoding=sheet.encoding,
        separator=sheet.separator,
        headers=sheet.headers,
        rows=sheet.rows,
        created_at=clock(),
    )
    return await preview_of(connection, caller.workspace_id, file_id)


async def preview_of(connection: Connection, workspace_id: UUID, file_id: UUID) -> Preview:
    """Raises NotFound."""
    file = await queries.find(connection, workspace_id, file_id)
    if file is None:
        raise NotFound("There is no such file: it is kept for a day. Send it again.", field="file_id")
    first = [cells for _, cells in islice(rows_of(file.content, file.separator), _LOOKED_AT)]
    fields = await all_fields(connection, workspace_id)
    width = len(file.headers)
    return Preview(
        file_id=file_id,
        name=file.name,
        encoding=file.encoding,
        separator=file.separator,
        headers=file.headers,
        rows=file.rows,
        sample=[(cells + [""] * width)[:width] for cells in first[:SHOWN]],
        detected=detect(file.headers, first, fields),
    )
