"""Two leads merged by hand, on cases worked out by hand."""

import pytest

from kenbun.kit.errors import Conflict, Invalid
from tests.merging.merged import laid_out, merge, own_id, take_back
from tests.world import NOON, event, identify, minutes, rule

RULES = [rule("Views", "Page View", 10), rule("Forms", "Form Sent", 30, 7)]


@pytest.fixture
async def world(make):
    world = await make(RULES)
    await world.hear(
        event("ada@acme.com", "Page View", NOON - minutes(50)),
        event("ada@gmail.com", "Form Sent", NOON - minutes(40)),
        identify("ada@gmail.com", NOON - minutes(30), title="CTO", city="Rome"),
        identify("ada@acme.com", NOON - minutes(20), title="CEO"),
    )
    return world


async def test_all_of_both_is_shown_as_one(world):
    """One lead is left, with the events, aliases, sessions, fields and score of both."""
    target = await own_id(world, "ada@acme.com")
    await merge(world, "ada@acme.com", "ada@gmail.com")
    [row] = await world.listed()
    assert row.lead_id == f"ld_{target.hex}"
    assert (row.event_count, row.engagement_score, row.name) == (2, 40, "ada@acme.com")
    assert [one["value"] for one in row.aliases] == ["ada@acme.com", "ada@gmail.com"]
    sessions = await world.rows("SELECT event_count FROM sessions WHERE workspace_id = :w")
    assert [one["event_count"] for one in sessions] == [2]
    [profile] = await world.rows("SELECT fields FROM lead_profiles WHERE workspace_id = :w")
    assert profile["fields"] == {"email": "ada@acme.com", "title": "CEO", "city": "Rome"}


async def test_undone_all_is_as_it_was(world):
    """With nothing in between, every row comes back as it was, ids of sessions and all."""
    before = await laid_out(world)
    [merge_id] = await merge(world, "ada@acme.com", "ada@gmail.com")
    assert await laid_out(world) != before
    await take_back(world, merge_id)
    assert await laid_out(world) == before


async def test_what_came_by_an_alias_goes_with_it(world):
    """An event of the absorbed lead's address goes back with it, one by the target's id stays."""
    [merge_id] = await merge(world, "ada@acme.com", "ada@gmail.com")
    target = (await world.listed())[0].lead_id
    await world.hear(event("ada@gmail.com", "Page View"), event("user:9", "Page View", lead_id=target))
    assert await world.score("ada@acme.com") == 60
    await take_back(world, merge_id)
    assert (await world.score("ada@acme.com"), await world.score("ada@gmail.com")) == (20, 40)
    assert {one["value"] for one in (await world.lead("ada@acme.com")).aliases} == {"ada@acme.com", "9"}


async def test_a_merged_lead_is_no_source_again(world):
    """Who has been merged into another meanwhile is named with that other, and nothing happens."""
    await world.hear(event("bob@acme.com", "Page View"))
    source = await own_id(world, "ada@gmail.com")
    [merge_id] = await merge(world, "ada@acme.com", source)
    with pytest.raises(Conflict, match="has been merged"):
        await merge(world, "bob@acme.com", source)
    with pytest.raises(Invalid):
        await merge(world, "bob@acme.com", "bob@acme.com")
    await take_back(world, merge_id)
    with pytest.raises(Conflict, match="undone"):
        await take_back(world, merge_id)


async def test_chains_come_apart_in_any_order(world):
    """A into B into C: taking the first link away leaves B in C, and A is itself again."""
    await world.hear(event("bob@acme.com", "Page View"))
    before = await laid_out(world)
    [first] = await merge(world, "ada@acme.com", "ada@gmail.com")
    [second] = await merge(world, "bob@acme.com", "ada@acme.com")
    assert [row.engagement_score for row in await world.listed()] == [50]
    await take_back(world, first)
    assert sorted(row.engagement_score for row in await world.listed()) == [20, 30]
    await take_back(world, second)
    assert await laid_out(world) == before


async def test_receipts_of_the_past_know_who_was_whose(world):
    """Before, during and after a merge each receipt is of whom the id answered for at that time."""
    world.clock.forward(minutes=1)
    ada, gmail = [f"ld_{(await own_id(world, one)).hex}" for one in ("ada@acme.com", "ada@gmail.com")]
    before = world.clock()
    world.clock.forward(minutes=1)
    [merge_id] = await merge(world, ada, gmail)
    during = world.clock()
    world.clock.forward(minutes=1)
    await take_back(world, merge_id)
    scores = {
        (lead, at): (await world.explain(lead, at)).score
        for lead in (ada, gmail)
        for at in (before, during, world.clock())
    }
    assert list(scores.values()) == [10, 40, 10, 30, 40, 30]
