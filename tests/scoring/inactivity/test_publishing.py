"""Publishing rules of inactivity: again and again, and back to what was."""

from datetime import timedelta

from kenbun.scoring.from_scratch import rescore_ruleset
from kenbun.scoring.inactivity.publish import open_decays
from kenbun.scoring.publish import build_opened
from tests.scoring.inactivity.worlds import decay, publish_decays
from tests.world import NOON, days, event, minutes, rule

ADA = "ada@acme.com"


async def test_restoring_gives_the_scores_back(make):
    """30 points, 12 after two deductions, 30 again; level changes are of the publish, and nothing is recorded."""
    world = await make([rule("Demo", "Demo", 30)])
    await publish_decays(world, [])
    await world.hear(event(ADA, "Demo", NOON - days(15)))
    recorded = await world.rows("SELECT * FROM score_history WHERE workspace_id = :w")
    await publish_decays(world, [decay(-9, 7)])
    assert await world.score(ADA) == 12
    async with world.database.transaction() as connection:
        await open_decays(connection, world.caller, world.clock, restored=1)
    await build_opened(world.database, world.workspace_id, world.clock)
    assert await world.score(ADA) == 30
    moved = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w ORDER BY change_id")
    assert [(one["to_level"], one["cause"]) for one in moved] == [
        ("Warm", "event"),
        ("Cold", "publish"),
        ("Warm", "publish"),
    ]
    assert await world.rows("SELECT * FROM score_history WHERE workspace_id = :w") == recorded


async def test_every_engagement_ruleset_follows(make):
    """A second ruleset loses points by the same rules, also one that is published afterwards."""
    world = await make([rule("Demo", "Demo", 30)], others=[rule("Demo", "Demo", 10)])
    await world.hear(event(ADA, "Demo", NOON - days(8)))
    await publish_decays(world, [decay(-4, 7)])
    row = await world.lead(ADA)
    assert [one.score for one in await world.receipts(row.lead_id, world.clock() + minutes(1))] == [26, 6]
    await world.publish([rule("Demo", "Demo", 20)], world.other_ruleset_id)
    assert [one.score for one in await world.receipts(row.lead_id, world.clock() + minutes(1))] == [26, 16]


async def test_rescoring_changes_nothing(make):
    """From scratch everybody has what the live path gave, also who slept."""
    world = await make([rule("Demo", "Demo", 30, 10), rule("Page", "Page View", 4)])
    await publish_decays(world, [decay(-4, 2), decay(-7, 5)])
    for day in range(0, 30, 6):
        await world.hear(event(ADA, "Demo", world.clock()), event("bob@acme.com", "Page View", world.clock()))
        world.clock.forward(days=day)
    done = await rescore_ruleset(world.database, world.caller, world.ruleset_id, world.clock)
    assert (done.scored, done.changed) == (2, 0)


async def test_what_is_due_falls_due_at_its_moment(make):
    """A lead is due exactly at the end of the interval, and then at the next one, until nothing is left."""
    world = await make([rule("Demo", "Demo", 12)])
    await publish_decays(world, [decay(-5, 7)])
    await world.hear(event(ADA, "Demo", NOON))
    path = []
    for _ in range(4):
        [row] = await world.rows("SELECT fades_at FROM leads WHERE workspace_id = :w")
        if row["fades_at"] is None:
            break
        world.clock.now = row["fades_at"] - timedelta(microseconds=1)
        assert await world.fade() == 0
        world.clock.now = row["fades_at"]
        assert await world.fade() == 1
        path.append((world.clock.now - NOON, await world.score(ADA)))
    assert path == [(days(7), 7), (days(14), 2), (days(21), 0)]
