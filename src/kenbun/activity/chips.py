"""What the lists of events and sessions are filtered by and have no field for: links lead to them with it."""

from __future__ import annotations

from uuid import UUID

from kenbun.activity.filters import EventFilters, Filters
from kenbun.database import Connection
from kenbun.lists.chips import Chip
from kenbun.lists.segments import of_segments


async def chips_of(connection: Connection, workspace_id: UUID, filters: Filters) -> list[Chip]:
    found = await of_segments(connection, workspace_id, [filters.segment] if filters.segment else [], [])
    if isinstance(filters, EventFilters) and filters.hidden is not None:
        found.append(Chip("Hidden types" if filters.hidden else "Without hidden types", ("hidden",)))
    return found
