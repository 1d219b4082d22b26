"""Merged leads: one has fired if any part has, and each takes its own along when they are taken apart."""

import pytest

from tests.merging.merged import merge, own_id, take_back
from tests.triggers.triggered import HOT, Triggers
from tests.world import event, rule

RULES = [rule("Asked", "Demo", 60), rule("Left", "Left", -60)]


@pytest.fixture
async def world(make):
    return await make(RULES)


async def cross(world, who):
    world.clock.forward(minutes=1)
    await world.hear(event(who, "Demo", world.clock()))
    await world.hear(event(who, "Left", world.clock()))


async def test_a_merged_lead_has_fired_if_any_part_has(world):
    """Once for all of them; taken apart, whoever had not fired can."""
    triggers = Triggers(world)
    await triggers.add("Once", HOT, fire="once")
    ada, bob = "ada@gmail.com", "bob@gmail.com"
    await world.hear(event(ada, "Visit"), event(bob, "Visit"))
    await cross(world, ada)
    [merge_id] = await merge(world, bob, ada)
    await cross(world, bob)
    assert [one["subject_id"] for one in await triggers.firings("Once")] == [await own_id(world, ada)]
    await take_back(world, merge_id)
    await cross(world, ada)
    await cross(world, bob)
    assert [one["subject_id"] for one in await triggers.firings("Once")] == [
        await own_id(world, ada),
        await own_id(world, bob),
    ]


async def test_merging_by_hand_fires_nothing(world):
    """What it would have is held back; the next event compares with the two together."""
    triggers = Triggers(world)
    await triggers.add("Over 100", HOT | {"threshold": 100})
    ada, bob = "ada@gmail.com", "bob@gmail.com"
    await world.hear(event(ada, "Demo"), event(bob, "Demo"))
    await merge(world, bob, ada)
    await triggers.settle()
    assert await triggers.states("Over 100") == [("held_back", "merge")]
    await world.hear(event(bob, "Visit", world.clock()))
    assert len(await triggers.firings("Over 100")) == 1


async def test_a_visitor_who_turns_out_to_be_somebody_crosses_with_the_event(world):
    """The known lead's score before is compared with that of both together: live, as any event."""
    triggers = Triggers(world)
    await triggers.add("Over 100", HOT | {"threshold": 100})
    await world.hear(event("cookie:c1", "Demo"), event("ada@gmail.com", "Demo"))
    await world.hear(event(["cookie:c1", "ada@gmail.com"], "Visit"))
    [firing] = await triggers.firings("Over 100")
    assert (firing["state"], firing["cause"]["from"], firing["cause"]["to"]) == ("fired", 60, 120)


async def test_a_simulation_asks_whoever_was_not_merged_yet_alone(world):
    """A title that one only has from somebody merged into it since was not there when it crossed."""
    triggers = Triggers(world)
    await triggers.add("VP", HOT, conditions={"field": "lead.title", "operator": "contains", "value": "VP"})
    ada, bob = "ada@gmail.com", "bob@gmail.com"
    await world.hear(event(ada, "Visit", traits={"title": "VP Sales"}), event(bob, "Demo"))
    assert not (await triggers.simulated("VP")).count
    await merge(world, bob, ada)
    assert not (await triggers.simulated("VP")).count
    await world.hear(event(bob, "Left", world.clock()), event(ada, "Demo", world.clock()))
    assert (await triggers.simulated("VP")).count == len(await triggers.fired("VP")) == 1


async def test_whoever_was_at_0_before_being_merged_is_asked_as_that(world):
    """A score that never moved is on record nowhere, and the merged lead has no row of its own any more."""
    triggers = Triggers(world)
    surge = {"subject": "lead", "kind": "surge", "event_type": "Visit", "count": 2, "within_seconds": 3600}
    low = {"score": "engagement", "operator": "lt", "value": 30}
    await triggers.add("Two visits", surge, conditions=low)
    ada, bob = "ada@gmail.com", "bob@gmail.com"
    await world.hear(event(bob, "Visit"), event(bob, "Visit"), event(ada, "Demo"))
    assert (await triggers.simulated("Two visits")).count == len(await triggers.fired("Two visits")) == 1
    await merge(world, ada, bob)
    assert (await triggers.simulated("Two visits")).count == 1
