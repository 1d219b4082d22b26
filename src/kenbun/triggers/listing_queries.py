"""All firings of a trigger, as a stream."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_OF_TRIGGER = text("""
    SELECT f.firing_id, f.trigger_id, f.subject_id, f.at, f.cause, f.state, f.held_because, f.chain,
           t.name AS trigger, t.kind, t.subject
    FROM trigger_firings f
    JOIN triggers t ON t.workspace_id = :workspace_id AND t.trigger_id = f.trigger_id
    WHERE f.workspace_id = :workspace_id AND f.trigger_id = :trigger_id
    ORDER BY f.at DESC, f.firing_id DESC
""")

_AT_ONCE = 1_000


async def stream(
    connection: Connection, workspace_id: UUID, trigger_id: UUID
) -> AsyncIterator[Sequence[Any]]:
    """The latest first, some at a time."""
    values = {"workspace_id": workspace_id, "trigger_id": trigger_id}
    async with connection.stream(_OF_TRIGGER, values) as rows:
        async for some in rows.partitions(_AT_ONCE):
            yield some
