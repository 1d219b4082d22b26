"""The time of a workspace: strictly rising for writers, settled for readers."""

import asyncio
from datetime import timedelta

import pytest

from kenbun.access.ticks import tick
from kenbun.access.workspaces import create_workspace
from kenbun.database import Database
from tests.access.conftest import Clock, World


async def test_ticks_rise_though_the_clock_stands_still(
    database: Database, world: World, clock: Clock
) -> None:
    """Each transaction that writes scores gets a later time than every one before it."""
    seen = []
    for _ in range(3):
        async with database.transaction() as connection:
            seen.append(await tick(connection, world.workspace_id, clock))
    assert seen == sorted(set(seen))
    assert seen[0] > clock()


async def test_a_tick_is_the_present_where_the_clock_has_moved(
    database: Database, world: World, clock: Clock
) -> None:
    """A tick follows the clock, and never falls back behind the last tick with it."""
    clock.forward(hours=1)
    async with database.transaction() as connection:
        assert await tick(connection, world.workspace_id, clock) == clock()
    last = clock()
    clock.forward(hours=-1)
    async with database.transaction() as connection:
        assert await tick(connection, world.workspace_id, clock) == last + timedelta(microseconds=1)


async def test_writers_of_a_workspace_take_turns(database: Database, world: World, clock: Clock) -> None:
    """A second writer waits until the first has committed, and reads the clock only then."""
    clock.forward(minutes=1)
    async with database.transaction() as first:
        earlier = await tick(first, world.workspace_id, clock)

        async def write() -> object:
            async with database.transaction() as second:
                return await tick(second, world.workspace_id, clock)

        waiting = asyncio.create_task(write())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(waiting), 0.2)
        clock.forward(minutes=1)
    assert await waiting == clock() > earlier


async def test_workspaces_do_not_wait_for_one_another(database: Database, world: World, clock: Clock) -> None:
    """A writer of one workspace holds up no other workspace."""
    async with database.transaction() as first, database.transaction() as second:
        other = await create_workspace(second, "Another", clock())
        await tick(first, world.workspace_id, clock)
        assert await asyncio.wait_for(tick(second, other, clock), 2) > clock()


async def test_many_writers_at_once_get_different_times(
    database: Database, world: World, clock: Clock
) -> None:
    """No two transactions ever share a tick."""

    async def write() -> object:
        async with database.transaction() as connection:
            return await tick(connection, world.workspace_id, clock)

    assert len(set(await asyncio.gather(*(write() for _ in range(20))))) == 20
