"""The time that a receipt is for: its answer stays true, and the list follows it."""

import asyncio

from kenbun.access.ticks import tick
from kenbun.scoring.settled import settle, settle_present
from tests.world import days, event, rule

ADA = "ada@acme.com"
RULES = [rule("Viewed", "Page View", 10, 1)]


async def test_opening_a_receipt_brings_the_list_to_its_time(make):
    """A day later, before any job ran, the receipt says 5; so does the list from then on."""
    world = await make(RULES)
    await world.hear(event(ADA, "Page View", world.clock()))
    lead_id = await world.lead_by_alias(("email", ADA))
    world.clock.forward(days=1)
    assert await world.score(ADA) == 10
    at = await settle_present(world.database, world.workspace_id, lead_id, world.clock)
    row = await world.lead(ADA)
    assert (row.engagement_score, row.scored_at) == (5, at)
    assert at >= world.clock()
    assert (await world.explain(row.lead_id, at)).score == 5


async def test_a_receipt_waits_for_no_batch_at_work(make):
    """While a writer holds the tick, the receipt is for the last settled time, and comes at once."""
    world = await make(RULES)
    await world.hear(event(ADA, "Page View", world.clock()))
    lead_id = await world.lead_by_alias(("email", ADA))
    settled = (await world.lead(ADA)).scored_at
    world.clock.forward(days=1)
    async with asyncio.timeout(1), world.database.transaction() as connection:
        await tick(connection, world.workspace_id, world.clock)
        assert await settle_present(world.database, world.workspace_id, lead_id, world.clock) == settled
    assert await world.score(ADA) == 10


async def test_a_time_just_gone_by_is_final_once_it_is_settled(make):
    """Nothing that is worked on later is known at or before it, though it happened before."""
    world = await make(RULES)
    await world.hear(event(ADA, "Page View", world.clock()))
    lead_id = (await world.lead(ADA)).lead_id
    world.clock.forward(hours=1)
    at = world.clock()
    await settle(world.database, world.workspace_id, at, world.clock)
    before = await world.explain(lead_id, at)
    await world.hear(event(ADA, "Page View", at - days(1)))
    assert await world.explain(lead_id, at) == before
    assert len((await world.explain(lead_id, (await world.lead(ADA)).scored_at)).lines) > len(before.lines)


async def test_times_to_come_and_long_past_need_no_settling(make):
    """The tick stays where it is: what lies ahead cannot be settled, what is settled is so for good."""
    world = await make(RULES)
    await world.hear(event(ADA, "Page View", world.clock()))
    before = await world.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :w")
    for at in (world.clock() + days(1), world.clock() - days(1)):
        await settle(world.database, world.workspace_id, at, world.clock)
    assert await world.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :w") == before
