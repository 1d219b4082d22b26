import asyncio

from sqlalchemy import text

from kenbun.database import Database
from kenbun.database.resting import KEPT

_MINE = text("SELECT pg_backend_pid()")
# waits until they have ended
_END = text(
    "SELECT pg_terminate_backend(p, 5000) FROM unnest(cast(:p AS int[])) p WHERE p <> pg_backend_pid()"
)


async def _use(database: Database, at_once: int) -> list[int]:
    """The servers' processes behind so many connections in use at once, the one last given back at the end."""
    inside, go = asyncio.Event(), asyncio.Event()
    seen: list[int] = []

    async def one() -> None:
        async with database.snapshot() as connection:
            seen.append(await connection.scalar(_MINE) or 0)
            if len(seen) == at_once:
                inside.set()
            await go.wait()

    tasks = [asyncio.create_task(one()) for _ in range(at_once)]
    await inside.wait()
    go.set()
    await asyncio.gather(*tasks)
    return seen


async def test_connections_that_were_not_needed_again_are_closed(database_url: str) -> None:
    """After a rush all stay for a while; then those used last, and no more than what is needed."""
    database = Database.connect(database_url, pool_size=9)
    try:
        rush = await _use(database, 9)
        assert await database.rest() == 0, "the rush is not over"
        calm = await _use(database, 1)
        assert await database.rest() == 9 - KEPT
        assert await _use(database, 1) == calm, "the one used last has not been closed"
        assert set(await _use(database, KEPT)) < set(rush)
        assert await database.rest() == 0
    finally:
        await database.close()


async def test_what_is_closed_is_opened_again_when_needed(database_url: str) -> None:
    """Nobody notices, and those in use are left alone."""
    database = Database.connect(database_url, pool_size=7)
    try:
        await _use(database, 7)
        await database.rest()
        async with database.snapshot() as connection:
            mine = await connection.scalar(_MINE)
            assert await database.rest() == 7 - KEPT
            assert await connection.scalar(_MINE) == mine
        assert len(set(await _use(database, 7))) == 7
    finally:
        await database.close()


async def test_connections_that_died_are_not_counted(database_url: str) -> None:
    """Neither when the database ends them in use, nor while they rest: nobody waits for what is not there."""
    database = Database.connect(database_url, pool_size=6)
    try:
        for _ in range(3):
            dead = await _use(database, 6)
            async with database.snapshot() as connection:
                await connection.execute(
                    _END,
                    {"p": dead},
                )
        await _use(database, 1)
        async with asyncio.timeout(5):
            await database.rest()
            assert await database.rest() <= 6 - KEPT
            assert len(set(await _use(database, 6))) == 6
    finally:
        await database.close()
