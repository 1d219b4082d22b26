"""What leads had thirty days ago: at the beginning of a day, by today's rules, for all of them some at a time."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.scoring.history import previous
from kenbun.scoring.history.past_queries import engagement_at
from kenbun.scoring.history.previous import as_of, look_back_all
from kenbun.scoring.history.read import primary_version
from tests.histories import NOW, RULES, histories
from tests.scoring.inactivity.worlds import DECAYS, publish_decays
from tests.world import NOON, days, event, hours, make_world, rule

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


async def test_nothing_to_do_moves_no_tick(make):
    """Open pages are not told to look again every half a minute."""
    world = await make([FADING])
    await world.hear(event(ADA, "Page View", NOON - days(50)))
    await look_back(world)
    ticks = await world.rows("SELECT * FROM workspace_ticks WHERE workspace_id = :w")
    await look_back(world)
    assert await world.rows("SELECT * FROM workspace_ticks WHERE workspace_id = :w") == ticks


@given(RULES, st.none() | DECAYS, histories(max_size=25))
@settings(max_examples=40)  # each looks back with and without inactivity rules
async def test_it_is_the_score_known_now(database, rules, decays, calls):
    """For whatever history: what a chart shows for that time; in pieces as in one go."""
    world = await make_world(database, rules, now=NOW)
    if decays:
        await publish_decays(world, decays)
    await world.hear(*calls)
    at_once, previous._AT_ONCE = previous._AT_ONCE, 1
    try:
        await look_back_all(world.database, world.workspace_id, world.clock)
    finally:
        previous._AT_ONCE = at_once
    then = as_of(world.clock(), "UTC")
    shown = await world.rows("SELECT lead_id, previous_score FROM leads WHERE workspace_id = :w")
    async with world.database.snapshot() as connection:
        version = await primary_version(connection, world.workspace_id)
        ids = [row["lead_id"] for row in shown]
        expected = await engagement_at(connection, world.workspace_id, version, ids, [then])
    assert {row["lead_id"]: row["previous_score"] for row in shown} == {
        lead_id: expected.get((lead_id, then), 0) for lead_id in ids
    }
