"""What leads had thirty days ago: at the beginning of a day, by today's rules, for all of them some at a time."""

from datetime import UTC, datetime

from kenbun.scoring.history.previous import as_of, look_back_all
from tests.settled import follow
from tests.world import NOON, days, event, hours, rule

ADA, BOB = "ada@acme.com", "bob@beta.com"
FADING = rule("Viewed", "Page View", 10, 30)


async def look_back(world):
    await look_back_all(world.database, world.workspace_id, world.clock)
    return {row.name: row.previous_score for row in await world.listed()}


async def test_the_score_of_the_day_thirty_days_ago(make):
    """What happened before its midnight counts, faded up to then; what came after does not."""
    world = await make([FADING])
    await world.hear(
        event(ADA, "Page View", NOON - days(60) - hours(12)),
        event(ADA, "Page View", NOON - days(1)),
        event(BOB, "Page View", NOON - days(30)),
    )
    assert await look_back(world) == {ADA: 5, BOB: 0}
    world.clock.forward(days=1)
    assert await look_back(world) == {ADA: 5, BOB: 10}


async def test_days_are_those_of_the_workspace(make):
    """The beginning of a day in its zone, whatever the time of the day."""
    assert as_of(NOON, "Asia/Tokyo") == datetime(2026, 2, 1, 15, tzinfo=UTC)
    assert as_of(datetime(2026, 4, 10, tzinfo=UTC), "Europe/Berlin") == datetime(2026, 3, 10, 23, tzinfo=UTC)


async def test_late_events_and_other_rules_are_followed(make):
    """An imported history shows without waiting for the next day, and so does a version that is put in force."""
    world = await make([FADING])
    assert await look_back(world) == {}
    await world.hear(event(ADA, "Page View", NOON - days(60) - hours(12)))
    assert await look_back(world) == {ADA: 5}
    await world.publish([FADING | {"points": 20}])
    assert await look_back(world) == {ADA: 10}


async def test_a_publish_under_way_goes_first(make):
    """What its rules will say is worked out once it is done, and nothing for the rules that it replaces meanwhile."""
    world = await make([FADING])
    await world.hear(event(ADA, "Page View", NOON - days(60) - hours(12)))
    await world.open([FADING | {"points": 20}])
    assert await look_back(world) == {ADA: 0}
    await follow(world)
    assert await look_back(world) == {ADA: 10}


async def test_nothing_to_do_moves_no_tick(make):
    """Open pages are not told to look again every half a minute."""
    world = await make([FADING])
    await world.hear(event(ADA, "Page View", NOON - days(50)))
    await look_back(world)
    ticks = await world.rows("SELECT * FROM workspace_ticks WHERE workspace_id = :w")
    await look_back(world)
    assert await world.rows("SELECT * FROM workspace_ticks WHERE workspace_id = :w") == ticks


async def test_however_fast_points_fade(make):
    """A half-life of half a day would make the last digits of a sum 2^60 times as large thirty days before."""
    world = await make([rule("Sent", "Form Sent", 10, 0.5)])
    for hour in range(0, 40, 5):
        await world.hear(*(event(ADA, "Form Sent", NOON - hours(hour + each) / 1.3) for each in range(4)))
        world.clock.forward(minutes=17)
    assert await look_back(world) == {ADA: 0}
