from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_SAY = text("""
    UPDATE lead_parts SET hand_account_id = :account_id, hand_at = :now
    WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:lead_ids AS uuid[]))
""")

# Where others are shown in the lead, what was said of these goes too: by a mark. Else nothing is left to remember.
_TAKE_BACK = text("""
    UPDATE lead_parts p SET hand_account_id = NULL, hand_at = CASE WHEN EXISTS (
        SELECT FROM lead_parts o
        WHERE o.workspace_id = :workspace_id AND o.root_id = p.lead_id AND o.lead_id <> p.lead_id) THEN :now END
    WHERE p.workspace_id = :workspace_id AND p.lead_id = ANY(cast(:lead_ids AS uuid[]))
""")


async def say(
    connection: Connection,
    workspace_id: UUID,
    lead_ids: Collection[UUID],
    account_id: UUID | None,
    now: datetime,
) -> None:
    """These roots belong to the account; None: to the one that calls say."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "now": now}
    if account_id is None:
        await connection.execute(_TAKE_BACK, values)
    else:
        await connection.execute(_SAY, values | {"account_id": account_id})
