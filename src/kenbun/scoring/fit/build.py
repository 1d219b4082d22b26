"""Building a version of a profile or account ruleset: its scores beside those in force."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.database import Connection, Database
from kenbun.scoring.fit import score_queries
from kenbun.scoring.fit.rescore import show
from kenbun.scoring.fit.versions import FitVersion

CHUNK = 10_000
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class FitBuild:
    """See `publish.Build`."""

    workspace_id: UUID
    version: FitVersion

    async def count(self, connection: Connection) -> int:
        return await score_queries.count_subjects(connection, self.workspace_id, self.version.subject)

    async def make(
        self, database: Database, at: datetime, on_progress: Callable[[int], Awaitable[None]]
    ) -> None:
        after: UUID | None = _FIRST
        done = 0
        while after is not None:
            async with database.transaction() as connection:
                _, after = await score_queries.keep_next(
                    connection, self.workspace_id, self.version, after, CHUNK
                )
            done += CHUNK
            await on_progress(done)

    async def remake(self, connection: Connection, ids: Collection[UUID], at: datetime) -> None:
        if ids:
            await score_queries.keep_scores(connection, self.workspace_id, self.version, ids)
            await score_queries.drop_gone(connection, self.workspace_id, self.version, ids)

    async def show(self, connection: Connection, now: datetime) -> int:
        return await show(connection, self.workspace_id, self.version, now, "publish")
