"""Connections are asked whether they stand only where there is a sign that they may not."""

from typing import Any

import pytest
from sqlalchemy import text

from kenbun.database import Database, standing

_MINE = text("SELECT pg_backend_pid()")
_END = text("SELECT pg_terminate_backend(:p, 5000)")


@pytest.fixture
async def database(database_url: str):
    database = Database.connect(database_url, pool_size=2)
    yield database
    await database.close()


async def _mine(database: Database) -> int:
    async with database.glance() as connection:
        return await connection.scalar(_MINE) or 0


async def test_one_that_the_server_has_ended_is_not_handed_out(database: Database) -> None:
    """Not even a moment after it was used: whoever comes next gets another, and notices nothing."""
    async with database.engine.connect() as other:
        ended = await _mine(database)
        await other.execute(_END, {"p": ended})
        assert await _mine(database) not in (0, ended)


async def test_one_that_was_just_used_is_not_asked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has rested for longer is, as a wire can be cut without a word."""
    asked = []
    dialect = database.engine.sync_engine.dialect
    ping = dialect.do_ping

    def noted(connection: Any) -> bool:
        asked.append(connection)
        return ping(connection)

    monkeypatch.setattr(dialect, "do_ping", noted)
    mine = await _mine(database)
    assert (await _mine(database), len(asked)) == (mine, 0)
    monkeypatch.setattr(standing, "_TRUSTED_FOR", 0.0)
    assert (await _mine(database), len(asked)) == (mine, 1)
