"""The columns of the list, and which of them a member sees. The names of the eight default ones are the product's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from kenbun.database import Connection
from kenbun.lists import columns
from kenbun.lists.columns import Column

COLUMNS = (
    Column("name", "Name", "name", ascends=True),
    Column("aliases", "Aliases", "email", ascends=True),
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
LIST = "leads"


async def chosen_columns(connection: Connection, workspace_id: UUID, member_id: UUID | None) -> Sequence[str]:
    """The keys of those that the member has switched on; the default ones as long as none were chosen."""
    return await columns.chosen_columns(connection, workspace_id, member_id, LIST, COLUMNS)


async def choose_columns(
    connection: Connection, workspace_id: UUID, member_id: UUID, keys: Collection[str]
) -> None:
    """Kept for the member across sessions. Raises Invalid."""
    await columns.choose_columns(connection, workspace_id, member_id, LIST, COLUMNS, keys)


def shown(chosen: Collection[str], sort: str) -> list[Column]:
    """In their order; what the list is sorted by is always among them."""
    return columns.shown(COLUMNS, chosen, sort)
