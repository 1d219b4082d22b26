"""What receipts of the past cannot count any more: events that have been deleted since."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from kenbun.activity.deletion.tables import event_deletion_leads as deletion_leads
from kenbun.database import Connection


async def deleted_since(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], at: datetime
) -> int:
    """How many events of these leads have been deleted after `at`."""
    if not lead_ids:
        return 0
    counted = select(func.coalesce(func.sum(deletion_leads.c.deleted), 0)).where(
        deletion_leads.c.workspace_id == workspace_id,
        deletion_leads.c.lead_id.in_(lead_ids),
        deletion_leads.c.deleted_at > at,
    )
    return int((await connection.execute(counted)).scalar_one())
