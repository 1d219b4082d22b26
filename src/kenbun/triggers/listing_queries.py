"""Firings, each with its trigger: these ones, and all of a trigger as a stream."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_COLUMNS = """
    f.firing_id, f.trigger_id, f.subject_id, f.at, f.cause, f.state, f.held_because, f.chain,
    t.name AS trigger, t.kind, t.subject
"""

_THESE = text(f"""
    SELECT {_COLUMNS} FROM trigger_firings f
    JOIN triggers t ON t.workspace_id = :workspace_id AND t.trigger_id = f.trigger_id
    WHERE f.workspace_id = :workspace_id AND f.firing_id = ANY(cast(:firing_ids AS uuid[]))
""")  # noqa: S608 - our own columns

_OF_TRIGGER = text(f"""
    SELECT {_COLUMNS} FROM trigger_firings f
    JOIN triggers t ON t.workspace_id = :workspace_id AND t.trigger_id = f.trigger_id
    WHERE f.workspace_id = :workspace_id AND f.trigger_id = :trigger_id
    ORDER BY f.at DESC, f.firing_id DESC
""")  # noqa: S608

_AT_ONCE = 1_000


async def these(connection: Connection, workspace_id: UUID, firing_ids: Sequence[UUID]) -> Sequence[Any]:
    values = {"workspace_id": workspace_id, "firing_ids": list(firing_ids)}
    return (await connection.execute(_THESE, values)).all()


async def stream(
    connection: Connection, workspace_id: UUID, trigger_id: UUID
) -> AsyncIterator[Sequence[Any]]:
    """The latest first, some at a time."""
    values = {"workspace_id": workspace_id, "trigger_id": trigger_id}
    async with connection.stream(_OF_TRIGGER, values) as rows:
        async for some in rows.partitions(_AT_ONCE):
            yield some
