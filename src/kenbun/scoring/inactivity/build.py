"""The set of inactivity rules itself has no results: what they do is in those of the rulesets built with them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from uuid import UUID

from kenbun.database import Connection, Database


class SetBuild:
    """See `publish.Build`."""

    async def count(self, connection: Connection) -> int:
        return 0

    async def make(
        self, database: Database, at: datetime, on_progress: Callable[[int], Awaitable[None]]
    ) -> None:
        pass

    async def remake(self, connection: Connection, ids: Collection[UUID], at: datetime) -> None:
        pass

    async def show(self, connection: Connection, now: datetime) -> int:
        return 0
