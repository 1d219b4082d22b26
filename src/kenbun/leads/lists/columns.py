"""The columns of the list, and which of them a member sees. The names of the eight default ones are the product's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.leads.lists import column_queries as queries


@dataclass(frozen=True, slots=True)
class Column:
    """`sort` is what a click on the heading sorts by; `ascends` where the first click begins at the start."""

    key: str
    label: str
    sort: str | None
    by_default: bool = True
    ascends: bool = False


COLUMNS = (
    Column("name", "Name", "name", ascends=True),
    Column("aliases", "Aliases", None),
    Column("engagement_score", "Engagement Score", "engagement_score"),
    Column("profile_score", "Profile Score", "profile_score"),
    Column("account_score", "Account Score", "account_score", by_default=False),
    # the order of levels is that of their scores
    Column("engagement_level", "Engagement Level", "engagement_score"),
    Column("profile_level", "Profile Level", "profile_score"),
    Column("account_level", "Account Level", "account_score", by_default=False),
    Column("account", "Account", "account", by_default=False, ascends=True),
    Column("owner", "Owner", "owner", by_default=False, ascends=True),
    Column("title", "Title", "title", by_default=False, ascends=True),
    Column("company", "Company", "company", by_default=False, ascends=True),
    Column("previous_score", "Previous Engagement Score", "previous_score", by_default=False),
    Column("event_count", "Events", "event_count", by_default=False),
    Column("last_active", "Last Active", "last_active_at"),
    Column("created", "Created", "created_at"),
)
_BY_KEY = {column.key: column for column in COLUMNS}
# What a row is told by cannot be switched off.
ALWAYS = "name"
DEFAULT = tuple(column.key for column in COLUMNS if column.by_default)


async def chosen_columns(connection: Connection, workspace_id: UUID, member_id: UUID | None) -> Sequence[str]:
    """The keys of those that the member has switched on; the default ones as long as none were chosen."""
    if member_id is None:
        return DEFAULT
    found = await queries.columns_of(connection, workspace_id, member_id)
    return DEFAULT if found is None else found


async def choose_columns(
    connection: Connection, workspace_id: UUID, member_id: UUID, keys: Collection[str]
) -> None:
    """Kept for the member across sessions. Raises Invalid."""
    if unknown := set(keys) - _BY_KEY.keys():
        raise Invalid(f"There is no column “{min(unknown)[:100]}”.", field="column")
    await queries.keep(connection, workspace_id, member_id, sorted({*keys, ALWAYS}))


def shown(chosen: Collection[str], sort: str) -> list[Column]:
    """In their order; what the list is sorted by is always among them."""
    by = sort.removeprefix("-")
    visible = [column for column in COLUMNS if column.key in chosen or column.key == ALWAYS]
    if not any(column.sort == by for column in visible):
        sorted_by = next(column for column in COLUMNS if column.sort == by)
        visible = [column for column in COLUMNS if column in visible or column is sorted_by]
    return visible
