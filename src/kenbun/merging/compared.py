"""Comparing what has changed with all others, behind the pipeline, some at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from kenbun.database import Connection, Database
from kenbun.identity.rooted_queries import Rooted
from kenbun.kit.clock import Clock
from kenbun.merging import compared_queries

AT_ONCE = 500

Compare = Callable[[Connection, UUID, list[UUID], datetime], Awaitable[None]]


async def compare_waiting(
    database: Database, workspace_id: UUID, of: Rooted, compare: Compare, clock: Clock
) -> int:
    """Those that have waited longest; answers how many they were."""
    async with database.transaction() as connection:
        some = await compared_queries.take(connection, workspace_id, AT_ONCE, of)
        if some:
            await compare(connection, workspace_id, some, clock())
    return len(some)
