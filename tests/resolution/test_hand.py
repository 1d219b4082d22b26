"""The account of a lead set by hand stands over all that calls say; with its release what they say comes back."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.kit.errors import NotFound
from kenbun.kit.ids import new_id
from tests.histories import NOW
from tests.merging.accounts.merged import merge, take_back, told
from tests.merging.accounts.runs import OF_BOTH, PEOPLE, prepared, step
from tests.merging.merged import merge as merge_leads
from tests.merging.merged import own_id
from tests.resolution.resolved import account_of, assign
from tests.world import event, hours, rule


async def test_it_stands_over_ids_and_domains_until_it_is_released(make):
    """What calls have said meanwhile then holds; and the account gains and loses the lead's points."""
    world = await make([rule("Views", "Page View", 5)])
    await world.hear(event("ada@gmail.com", "Page View"), event("bob@acme.com", "Page View"))
    await assign(world, "ada@gmail.com", "acme.com")
    assert await account_of(world, "ada@gmail.com") == ("acme.com", "hand")
    world.clock.forward(hours=1)
    await world.hear(event("ada@gmail.com", "Page View", world.clock(), account_id="k1"))
    await world.hear(event(["ada@gmail.com", "ada@beta.io"], "Page View", world.clock() - hours(1)))
    assert await account_of(world, "ada@gmail.com") == ("acme.com", "hand")
    assert await sums(world) == {"acme.com": 20, "beta.io": 0}
    await assign(world, "ada@gmail.com", None)
    assert await account_of(world, "ada@gmail.com") == ("beta.io", "account_id")
    assert await sums(world) == {"acme.com": 5, "beta.io": 15}
    assert await world.rows("SELECT * FROM lead_parts WHERE workspace_id = :w") == []


async def sums(world):
    rows = await world.rows("SELECT name, engagement_score FROM accounts WHERE workspace_id = :w")
    return {row["name"]: row["engagement_score"] for row in rows}


async def test_what_was_said_last_stands_of_leads_that_are_merged(make):
    """Of the root and of those merged into it; released, none of it does."""
    world = await make()
    await world.hear(*(event(f"{who}@gmail.com", "Page View") for who in ("ada", "bob")))
    await world.hear(event("cy@acme.com", "Page View"), event("dan@beta.io", "Page View"))
    await assign(world, "ada@gmail.com", "acme.com")
    world.clock.forward(hours=1)
    await assign(world, "bob@gmail.com", "beta.io")
    await merge_leads(world, "ada@gmail.com", "bob@gmail.com")
    assert await account_of(world, "ada@gmail.com") == ("beta.io", "hand")
    world.clock.forward(hours=1)
    await assign(world, "ada@gmail.com", None)
    assert await account_of(world, "ada@gmail.com") == (None, "free_mail")


async def test_an_account_that_is_merged_takes_its_leads_along_and_gives_them_back(make):
    """Whoever was given to the source by hand goes with it."""
    world = await make()
    await world.hear(event("ada@gmail.com", "Page View"))
    await world.hear(event("cy@acme.com", "Page View"), event("dan@beta.io", "Page View"))
    await assign(world, "ada@gmail.com", "acme.com")
    [merge_id] = await merge(world, "beta.io", "acme.com")
    await world.hear(event("ada@gmail.com", "Page View"))
    assert await account_of(world, "ada@gmail.com") == ("beta.io", "hand")
    await take_back(world, merge_id)
    assert await account_of(world, "ada@gmail.com") == ("acme.com", "hand")


async def test_what_there_is_not_is_refused(make):
    """Naming the field."""
    world = await make()
    await world.hear(event("ada@acme.com", "Page View"))
    with pytest.raises(NotFound):
        await assign(world, new_id(), "acme.com")
    with pytest.raises(NotFound):
        await assign(world, "ada@acme.com", new_id())


_BY_HAND = st.tuples(st.just("assign"), st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(0, 9))))


@settings(max_examples=settings().max_examples // 2)
@given(st.lists(st.one_of(OF_BOTH, _BY_HAND, _BY_HAND), min_size=2, max_size=9), st.data())
async def test_what_is_taken_back_has_never_been(database, run, data):
    """Merges of leads and of accounts, and accounts set by hand among them, in any order."""
    world, standing = await prepared(database), []
    for what, value in run:
        if what != "assign":
            await step(world, what, value, standing)
            continue
        world.clock.forward(seconds=7)
        rows = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w ORDER BY account_id")
        account = None if value[1] is None else rows[value[1] % len(rows)]["account_id"]
        await assign(world, PEOPLE[value[0] % len(PEOPLE)], account)
    for back, merge_id in data.draw(st.permutations(standing)):
        await back(world, merge_id)
    for who in PEOPLE:
        await assign(world, await own_id(world, who), None)
    other = await prepared(database)
    for what, value in run:
        if what in ("hear", "wait"):
            await step(other, what, value, [])
    for each in (world, other):
        each.clock.now = NOW + timedelta(days=60)
        await each.fade()
    assert await told(world) == await told(other)
    assert await world.rows("SELECT * FROM lead_parts WHERE workspace_id = :w") == []
