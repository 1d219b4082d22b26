"""The columns of a list, and which of them a member sees."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.lists import column_queries as queries

# What a row is told by cannot be switched off.
ALWAYS = "name"


@dataclass(frozen=True, slots=True)
class Column:
    """`sort` is what a click on the heading sorts by; `ascends` where the first click begins at the start."""

    key: str
    label: str
    sort: str | None
    by_default: bool = True
    ascends: bool = False


async def chosen_columns(
    connection: Connection,
    workspace_id: UUID,
    member_id: UUID | None,
    list_name: str,
    columns: Sequence[Column],
) -> Sequence[str]:
    """The keys of those that the member has switched on; the default ones as long as none were chosen."""
    found = None
    if member_id is not None:
        found = await queries.columns_of(connection, workspace_id, member_id, list_name)
    return [column.key for column in columns if column.by_default] if found is None else found


async def choose_columns(
    connection: Connection,
    workspace_id: UUID,
    member_id: UUID,
    list_name: str,
    columns: Sequence[Column],
    keys: Collection[str],
) -> None:
    """Kept for the member across sessions. Raises Invalid."""
    if unknown := set(keys) - {column.key for column in columns}:
        raise Invalid(f"There is no column “{min(unknown)[:100]}”.", field="column")
    await queries.keep(connection, workspace_id, member_id, list_name, sorted({*keys, ALWAYS}))


def shown(columns: Sequence[Column], chosen: Collection[str], sort: str) -> list[Column]:
    """In their order; what the list is sorted by is always among them."""
    by = sort.removeprefix("-")
    visible = [column for column in columns if column.key in chosen or column.key == ALWAYS]
    if not any(column.sort == by for column in visible):
        sorted_by = next((column for column in columns if column.sort == by), None)
        visible = [column for column in columns if column in visible or column is sorted_by]
    return visible
