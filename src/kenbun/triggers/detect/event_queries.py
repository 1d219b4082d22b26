"""Events as triggers look at them: who did what when, and since when that is known."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_COLUMNS = """
    e.event_id, e.lead_id, coalesce(e.own_lead_id, e.lead_id) AS own_lead_id, e.type_id, t.key, t.name,
    e.happened_at, e.received_at, e.message_id, e.silent
"""

_OF = text(f"""
    SELECT {_COLUMNS} FROM events e
    JOIN event_types t ON t.workspace_id = :workspace_id AND t.type_id = e.type_id
    WHERE e.workspace_id = :workspace_id AND e.event_id = ANY(cast(:event_ids AS uuid[])) AND e.lead_id IS NOT NULL
""")  # noqa: S608 - our own columns


class Deed(NamedTuple):
    """`lead_id` is where it is shown now, `own_lead_id` who did it."""

    event_id: UUID
    lead_id: UUID
    own_lead_id: UUID
    type_id: int
    key: str
    name: str
    happened_at: datetime
    received_at: datetime
    message_id: str
    silent: bool

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """In which they are judged."""
        return (self.received_at, self.happened_at, self.message_id)


async def deeds_of(
    connection: Connection, workspace_id: UUID, event_ids: Collection[UUID]
) -> dict[UUID, Deed]:
    if not event_ids:
        return {}
    values = {"workspace_id": workspace_id, "event_ids": list(event_ids)}
    return {row.event_id: Deed(*row) for row in await connection.execute(_OF, values)}
