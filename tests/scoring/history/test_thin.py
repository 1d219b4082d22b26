"""Old hours become days."""

from datetime import UTC, datetime, timedelta

from kenbun.scoring.history.thin import thin_out
from tests.scoring.history.test_record import PAGE, points
from tests.world import days, event, hours


async def test_hours_become_days_after_their_time(make):
    """A day's point has its last score, its lowest and its highest; days that are young enough keep their hours."""
    start = datetime(2026, 3, 28, 23, tzinfo=UTC)  # midnight in Berlin, of a day of 23 hours
    world = await make([PAGE], zone="Europe/Berlin", now=start)
    for hour in (0, 1, 22, 23, 30):
        world.clock.now = start + hours(hour)
        await world.hear(event("ada@acme.com", "Page View", world.clock()))
    world.clock.now = start + hours(23) + days(90) + timedelta(seconds=1)
    await thin_out(world.database, world.workspace_id, world.clock)
    kept = [(start + hours(23), 40, 30, 40), (start + hours(30), 50, 40, 50)]
    assert await points(world) == [(start, 30, 0, 30), *kept]
    world.clock.forward(days=1)
    await thin_out(world.database, world.workspace_id, world.clock)
    await thin_out(world.database, world.workspace_id, world.clock)
    assert await points(world) == [(start, 30, 0, 30), (start + hours(23), 50, 30, 50)]


async def test_days_that_begin_twice_or_late_have_all_their_hours(make):
    """In Havana midnight comes twice where clocks go back, and never where they go forward; each hour is of one day."""
    for now, lasts in ((datetime(2026, 11, 1, 4, tzinfo=UTC), 25), (datetime(2026, 3, 8, 5, tzinfo=UTC), 23)):
        world = await make([PAGE], zone="America/Havana", now=now)
        for hour in (0, 1, lasts - 1, lasts):
            world.clock.now = now + hours(hour)
            await world.hear(event("ada@acme.com", "Page View", world.clock()))
        world.clock.now = now + days(100)
        await thin_out(world.database, world.workspace_id, world.clock)
        assert await points(world) == [(now, 30, 0, 30), (now + hours(lasts), 40, 30, 40)]


async def test_the_setting_says_how_long(make):
    """A workspace that keeps hours for two days has days from then on."""
    world = await make([PAGE])
    await world.rows("UPDATE workspaces SET history_days = 2 WHERE workspace_id = :w RETURNING 1")
    await world.hear(event("ada@acme.com", "Page View"))
    world.clock.forward(days=3)
    await thin_out(world.database, world.workspace_id, world.clock)
    assert await points(world) == [(datetime(2026, 3, 4, tzinfo=UTC), 10, 0, 10)]


async def test_moves_as_they_happened_are_kept_for_three_months(make):
    """As long as simulations look back; then they go."""
    world = await make([PAGE])
    for _ in range(2):
        await world.hear(event("ada@acme.com", "Page View", world.clock()))
        world.clock.forward(days=93)
    await thin_out(world.database, world.workspace_id, world.clock)
    [row] = await world.rows("SELECT count(*) FROM score_moves WHERE workspace_id = :w AND subject = 'lead'")
    assert row["count"] == 0
    await world.hear(event("ada@acme.com", "Page View", world.clock()))
    world.clock.forward(days=91)
    await thin_out(world.database, world.workspace_id, world.clock)
    [row] = await world.rows("SELECT count(*) FROM score_moves WHERE workspace_id = :w AND subject = 'lead'")
    assert row["count"] == 1
