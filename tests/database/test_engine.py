"""What a transaction is, it is for itself alone: a connection that goes back to the pool is as it was."""

import asyncio
from contextlib import suppress

import pytest
from psycopg import waiting
from sqlalchemy import text

from kenbun.database import Database


async def _read(database: Database) -> None:
    async with database.snapshot() as connection:
        await connection.execute(text("SELECT 1"))


async def test_whoever_is_cancelled_leaves_a_connection_that_can_be_written_with(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever in a snapshot it is: a busy loop is given way to between any two steps of the driver, also those in
    which nothing goes over the wire."""
    monkeypatch.setattr(waiting, "MAX_BUSY_TIME", 0)
    for steps in range(60):
        database = Database.connect(database_url, pool_size=1)
        await _read(database)
        reading = asyncio.create_task(_read(database))
        for _ in range(steps):
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        async with database.transaction() as connection:
            await connection.execute(text("CREATE TEMP TABLE written (a int) ON COMMIT DROP"))
        await database.close()


async def test_a_snapshot_is_of_one_moment_and_writes_nothing(database_url: str) -> None:
    """Said for this transaction alone: the next one on the connection is like any other."""
    database = Database.connect(database_url, pool_size=1)
    shown = text(
        "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only'),"
        " current_setting('statement_timeout')"
    )
    for _ in range(20):
        async with database.snapshot() as connection:
            assert tuple((await connection.execute(shown)).one()) == ("repeatable read", "on", "30s")
    with suppress(ZeroDivisionError):
        async with database.snapshot() as connection:
            raise ZeroDivisionError
    async with database.transaction() as connection:
        assert tuple((await connection.execute(shown)).one()) == ("read committed", "off", "0")
    await database.close()
