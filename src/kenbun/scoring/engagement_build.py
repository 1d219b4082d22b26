"""Building a version of an engagement ruleset: every lead's state from all events, beside those in force."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.database import Connection, Database
from kenbun.levels.changes import level_changes
from kenbun.levels.queries import add_level_changes, bands_in_force
from kenbun.scoring import account_sums, build_queries, publish_queries, scores_queries, states_queries
from kenbun.scoring.inactivity.live import pass_time_for_all
from kenbun.scoring.moves import note_moves
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
        # NumPy takes 30 MB, and is needed by none who does not publish
        from kenbun.scoring.bulk import make_states  # noqa: PLC0415

        await on_progress(await make_states(database, self.workspace_id, self.version, at))

    async def remake(self, connection: Connection, ids: Collection[UUID], at: datetime) -> None:
        await states_queries.rebuild(connection, self.workspace_id, self.version, ids, at)

    async def show(self, connection: Connection, now: datetime) -> int:
        place = (connection, self.workspace_id)
        await pass_time_for_all(*place, self.version, now)
        rows = await build_queries.show_states(*place, self.version, now)
        near = [row.lead_id for row in rows if row.near]
        exact = await scores_queries.exact_scores(*place, self.version, near, now)
        off = {
            row.lead_id: exact[row.lead_id] for row in rows if row.near and exact[row.lead_id] != row.score
        }
        await scores_queries.correct_scores(*place, off)
        await account_sums.sum_up(*place, now, "publish")
        bands = await bands_in_force(*place, "engagement")
        moves = [(row.lead_id, row.before, off.get(row.lead_id, row.score)) for row in rows]
        await add_level_changes(*place, "engagement", level_changes(bands, moves), "publish", now)
        await note_moves(*place, "lead", "engagement", moves, now, "publish")
        return sum(before != after for _, before, after in moves)
