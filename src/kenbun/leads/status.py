"""The status of leads: how alive each is, in one word (product §10)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

from kenbun.conditions.turning import STATUS_DAYS
from kenbun.database import Connection
from kenbun.leads import status_queries as queries

Status = Literal["New", "Active", "Quiet", "Inactive", "Converted"]
STATUSES: tuple[Status, ...] = get_args(Status)
ACTIVE, QUIET = (timedelta(days=days) for days in STATUS_DAYS)


async def statuses(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], now: datetime
) -> dict[UUID, Status]:
    """Of those of these ids that are leads; `now` is where the windows of activity end."""
    return {
        row.lead_id: status(row.converted, row.event_count, row.last_active_at, now)
        for row in await queries.standings(connection, workspace_id, lead_ids)
    }


def status(converted: bool, event_count: int, last_active_at: datetime | None, now: datetime) -> Status:
    """By whether it ever converted, how many events it has, and its last activity."""
    if converted:
        return "Converted"
    if not event_count:
        return "New"
    if last_active_at is None or last_active_at <= now - QUIET:
        return "Inactive"
    return "Active" if last_active_at > now - ACTIVE else "Quiet"
