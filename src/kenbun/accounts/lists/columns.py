"""The columns of the list, and which of them a member sees; each field of accounts is one that can be switched on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from kenbun.accounts.lists.filters import FIELD
from kenbun.database import Connection
from kenbun.lists import columns
from kenbun.lists.columns import Column
from kenbun.mapping.fields import Fields

LIST = "accounts"
COLUMNS = (
    Column("name", "Account", "name", ascends=True),
    Column("account_level", "Account Level", "account_level"),
    Column("account_score", "Account Score", "account_score"),
    Column("leads", "# of Leads", "leads"),
    Column("sessions", "Sessions", "sessions"),
    Column("active_leads", "Active Leads", "active_leads", by_default=False),
    Column("engagement_score", "Engagement Score", "engagement_score", by_default=False),
    Column("engagement_level", "Engagement Level", "engagement_score", by_default=False),
    Column("owner", "Owner", "owner", by_default=False, ascends=True),
    Column("industry", "Industry", "industry", by_default=False, ascends=True),
    Column("last_activity", "Last Activity", "last_activity_at", by_default=False),
    Column("surging", "Surging", "surging", by_default=False),
)
# What a column of its own, or the first one, shows already.
_SHOWN = ("name", "domain", "industry")


def every_column(fields: Fields) -> list[Column]:
    of_fields = (
        Column(f"{FIELD}{one.name}", one.label, f"{FIELD}{one.name}", by_default=False, ascends=True)
        for one in fields.of("account")
        if one.name not in _SHOWN
    )
    return [*COLUMNS, *of_fields]


async def chosen_columns(
    connection: Connection, workspace_id: UUID, member_id: UUID | None, every: Sequence[Column]
) -> Sequence[str]:
    """The keys of those that the member has switched on; the default ones as long as none were chosen."""
    return await columns.chosen_columns(connection, workspace_id, member_id, LIST, every)


async def choose_columns(
    connection: Connection,
    workspace_id: UUID,
    member_id: UUID,
    every: Sequence[Column],
    keys: Collection[str],
) -> None:
    """Kept for the member across sessions. Raises Invalid."""
    await columns.choose_columns(connection, workspace_id, member_id, LIST, every, keys)
