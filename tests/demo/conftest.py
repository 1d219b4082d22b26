"""The demo, made once for all its tests in a database of its own, at a time that stands still."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest_asyncio
from sqlalchemy import text

from kenbun.database.engine import Database
from kenbun.database.migrations import upgrade
from kenbun.demo import make_demo
from tests.databases import fresh_database

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Demo:
    database: Database
    workspace_id: UUID
    # calls done and of all, as they were told
    progress: list[tuple[int, int]]

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.database.transaction() as connection:
            return list(await connection.execute(text(query), {"workspace": self.workspace_id, **values}))


@pytest_asyncio.fixture(scope="session")
async def empty(server_url: str) -> AsyncIterator[Database]:
    """A database without any workspace."""
    async with fresh_database(server_url) as url:
        database = Database.connect(url, pool_size=2)
        await upgrade(database.engine)
        yield database
        await database.close()


@pytest_asyncio.fixture(scope="session")
async def demo(empty: Database) -> Demo:
    progress: list[tuple[int, int]] = []
    workspace_id = await make_demo(empty, lambda: NOW, lambda done, total: progress.append((done, total)))
    return Demo(empty, workspace_id, progress)
