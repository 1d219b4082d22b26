"""What transactions tell, heard by another connection."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from kenbun.database import Database
from kenbun.database.hearing import WORDS, Hearing, Word, tell
from tests.databases import fresh_database


@pytest_asyncio.fixture
async def database(server_url: str) -> AsyncIterator[Database]:
    async with fresh_database(server_url) as url:
        database = Database.connect(url)
        yield database
        await database.close()


async def test_a_word_comes_with_its_commit_and_after_a_break_all_of_them(database: Database) -> None:
    """Told and rolled back is not told; what was told while nobody could hear is made up for by all words."""
    heard = asyncio.Queue[Word]()
    hearing = Hearing(database, heard.put_nowait)
    task = asyncio.create_task(hearing.listen())
    async with asyncio.timeout(60):
        assert [await heard.get() for _ in WORDS] == list(WORDS)
        assert hearing.works
        await _roll_back(database, "deliveries")
        await _commit(database, "ticks")
        assert await heard.get() == "ticks"
        await _end_the_connection(database)
        assert [await heard.get() for _ in WORDS] == list(WORDS)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _commit(database: Database, word: Word) -> None:
    async with database.transaction() as connection:
        await tell(connection, word)
        await tell(connection, word)


async def _roll_back(database: Database, word: Word) -> None:
    async with database.engine.connect() as connection:
        await tell(connection, word)
        await connection.rollback()


async def _end_the_connection(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND strpos(query, 'probe') > 0"
        )
