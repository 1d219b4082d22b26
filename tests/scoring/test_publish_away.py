"""A publish while the database goes away."""

import asyncio

import pytest
from sqlalchemy import text

from kenbun.database import Away
from kenbun.scoring.publish import build_opened
from tests.world import event, rule

_CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FROM events%'
"""


async def test_a_build_cut_off_by_the_database_is_no_failure(make):
    """Its version goes on building, and the next round puts it in force."""
    world = await make([rule("Viewed", "Page View", 1)])
    await world.hear(event("ada@acme.com", "Page View"))
    await world.open([rule("Viewed", "Page View", 5)])
    async with world.database.transaction() as blocker:
        await blocker.execute(text("LOCK TABLE events IN ACCESS EXCLUSIVE MODE"))
        building = asyncio.create_task(build_opened(world.database, world.workspace_id, world.clock))
        while not building.done():
            # on a connection of its own: within a transaction the view stands still
            async with world.database.transaction() as connection:
                await connection.execute(text(_CUT_OFF))
            await asyncio.sleep(0.02)
    with pytest.raises(Away):
        await building
    states = "SELECT state FROM ruleset_versions WHERE workspace_id = :w ORDER BY number"
    assert [row["state"] for row in await world.rows(states)] == ["in_force", "building"]
    await build_opened(world.database, world.workspace_id, world.clock)
    assert [row["state"] for row in await world.rows(states)] == ["past", "in_force"]
    assert await world.score("ada@acme.com") == 5
