"""Building a version of an engagement ruleset: every lead's state from all events, beside those in force."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.database import Connection, Database
from kenbun.levels.changes import level_changes
from kenbun.levels.queries import add_level_changes, bands_in_force
from kenbun.scoring import account_sums, build_queries, publish_queries, scores_queries, states_queries
from kenbun.scoring.versions import Version


@dataclass(frozen=True, slots=True)
class EngagementBuild:
    """See `publish.Build`."""

    workspace_id: UUID
    version: Version

    async def count(self, connection: Connection) -> int:
        return await publish_queries.count_leads(connection, self.workspace_id)

    async def make(
        self, database: Database, at: datetime, on_progress: Callable[[int], Awaitable[None]]
    ) -> None:
        """On all cores. Snapshots need not be the same: whom a batch touches meanwhile is made again."""
        async with database.transaction() as connection:
            parts = await build_queries.count_parts(connection)

        async def make(part: int) -> int:
            async with database.transaction() as connection:
                return await build_queries.make_states(
                    connection, self.workspace_id, self.version, at, part, parts
                )

        try:
            async with asyncio.TaskGroup() as group:
                making = [group.create_task(make(part)) for part in range(parts)]
        except ExceptionGroup as errors:
            # which kind it is decides whether the build has failed or the database was away
            raise errors.exceptions[0] from None
        await on_progress(sum(task.result() for task in making))

    async def remake(self, connection: Connection, ids: Collection[UUID], at: datetime) -> None:
        await states_queries.rebuild(connection, self.workspace_id, self.version, ids, at)

    async def show(self, connection: Connection, now: datetime) -> None:
        place = (connection, self.workspace_id)
        rows = await build_queries.show_states(*place, self.version, now)
        near = [row.lead_id for row in rows if row.near]
        exact = await scores_queries.exact_scores(*place, self.version, near, now)
        off = {
            row.lead_id: exact[row.lead_id] for row in rows if row.near and exact[row.lead_id] != row.score
        }
        await scores_queries.correct_scores(*place, off)
        await account_sums.sum_up(*place)
        bands = await bands_in_force(*place, "engagement")
        moves = [(row.lead_id, row.before, off.get(row.lead_id, row.score)) for row in rows]
        await add_level_changes(*place, "engagement", level_changes(bands, moves), "publish", now)
