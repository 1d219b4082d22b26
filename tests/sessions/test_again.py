"""Sessions woven again from all that is stored."""

from datetime import timedelta

from kenbun.sessions.again import weave_again
from tests.world import NOON, event, minutes

ADA = "ada@acme.com"
_SESSIONS = "SELECT * FROM sessions WHERE workspace_id = :w ORDER BY started_at"


async def again(world, idle):
    lead_id = await world.lead_by_alias(("email", ADA))
    async with world.database.transaction() as connection:
        await weave_again(connection, world.workspace_id, [lead_id], lambda _: idle)
    return await world.rows(_SESSIONS)


async def test_nothing_changes_where_nothing_did(make):
    """Woven again by the same timeout, sessions are what they were, ids included."""
    world = await make()
    await world.hear(*(event(ADA, "Page View", NOON + minutes(at)) for at in (0, 20, 70, 80, 200)))
    before = await world.rows(_SESSIONS)
    assert len(before) == 3
    assert await again(world, timedelta(minutes=30)) == before


async def test_another_timeout_parts_and_joins(make):
    """What begins as before keeps its id; there and back again gives the same runs."""
    world = await make()
    await world.hear(*(event(ADA, "Page View", NOON + minutes(at)) for at in (0, 20, 70)))
    before = await world.rows(_SESSIONS)
    short = await again(world, timedelta(minutes=10))
    assert [row["event_count"] for row in short] == [1, 1, 1]
    assert short[0]["session_id"] == before[0]["session_id"]
    assert [row["event_count"] for row in await again(world, timedelta(minutes=60))] == [3]
    after = await again(world, timedelta(minutes=30))
    assert [(row["started_at"], row["ended_at"]) for row in after] == [
        (row["started_at"], row["ended_at"]) for row in before
    ]


async def test_sessions_without_activity_go(make):
    """Where the events are gone, so are the sessions."""
    world = await make()
    await world.hear(event(ADA, "Page View"))
    await world.rows("DELETE FROM events WHERE workspace_id = :w RETURNING 1")
    assert await again(world, timedelta(minutes=30)) == []
