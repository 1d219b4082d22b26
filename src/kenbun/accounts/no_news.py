"""Fields that changed by what is no news to anybody: a mapping applied backwards, an import taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kenbun.committee import due_queries as committees_due
from kenbun.database import Connection
from kenbun.mapping.settle import Touched
from kenbun.scoring.account_sums_queries import accounts_of_each
from kenbun.scoring.fit.follow import follow_fields


async def follow_quietly(
    connection: Connection, workspace_id: UUID, touched: Touched, now: datetime, cause: str = "mapping"
) -> None:
    """As `follow_fields`. Committees follow changes of fields by themselves, and do not see what they came of: so it is
    said here that roles which come of these are no news either."""
    await follow_fields(connection, workspace_id, touched, now, cause)
    pairs = await accounts_of_each(connection, workspace_id, touched.leads)
    await committees_due.mark(connection, workspace_id, touched.accounts, held=True)
    await committees_due.mark(connection, workspace_id, {account_id for account_id, _ in pairs})
    await committees_due.hold(connection, workspace_id, pairs)
