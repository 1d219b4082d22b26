"""What people say of a committee stands before what is detected: after a refresh, a merge and an unmerge, too."""

import pytest

from kenbun.kit.errors import Conflict, Invalid, NotFound
from tests.committee.committees import add, change, committee, detect, look_again, remove, roles, with_roles
from tests.committee.test_detect import person, visits
from tests.merging.accounts.merged import merge as merge_accounts
from tests.merging.accounts.merged import take_back as take_accounts_back
from tests.merging.merged import merge, take_back
from tests.world import NOON, event


async def pair(make):
    """Ada is detected as one who decides; Bob, her colleague, as nobody; both have addresses elsewhere."""
    world = await with_roles(await make())
    await world.hear(
        person("ada@acme.com", "CTO"),
        *visits("ada@acme.com", 2),
        person("bob@acme.com", "Intern"),
        *visits("bob@acme.com", 2),
        person("ada@other.com", "Intern"),
        *visits("ada@other.com", 1),
    )
    await detect(world)
    return world


async def test_a_role_set_by_hand_survives_a_refresh(make):
    """Also that of one whom detection would give another."""
    world = await pair(make)
    await change(world, "ada@acme.com", role="Blocker")
    await add(world, "bob@acme.com", "champion", notes="Met in May")
    for _ in range(2):
        assert await roles(world, "ada@acme.com") == {"Ada": ("Blocker", False), "Bob": ("Champion", False)}
        await world.hear(event("ada@acme.com", "Page View", NOON))
        await detect(world)
        await look_again(world, "ada@acme.com")
    [bob] = [one for one in (await committee(world, "ada@acme.com")).members if one.name == "Bob"]
    assert (bob.notes, bob.reason, bob.evidence) == ("Met in May", "Set by tests", [])


async def test_a_removal_by_hand_survives_a_refresh_and_adding_takes_it_back(make):
    """Who was taken out is not detected again, until somebody adds them."""
    world = await pair(make)
    await remove(world, "ada@acme.com")
    await look_again(world, "ada@acme.com")
    assert await roles(world, "ada@acme.com") == {}
    await add(world, "ada@acme.com", "KOL")
    assert await roles(world, "ada@acme.com") == {"Ada": ("KOL", False)}


async def test_notes_are_no_decision_about_the_role(make):
    """A detected member with notes goes on being detected."""
    world = await pair(make)
    await change(world, "ada@acme.com", notes="Careful with prices")
    assert await roles(world, "ada@acme.com") == {"Ada": ("Decision Maker", True)}
    await change(world, "ada@acme.com", notes="")
    assert [one.notes for one in (await committee(world, "ada@acme.com")).members] == [None]


async def test_it_survives_merging_leads_and_taking_that_back(make):
    """The role of one who is merged into another is shown with that one, and comes back with the lead."""
    world = await pair(make)
    await add(world, "ada@other.com", "Blocker")
    [merge_id] = await merge(world, "ada@acme.com", "ada@other.com")
    await detect(world)
    assert await roles(world, "ada@acme.com") == {"Ada": ("Blocker", False)}
    await take_back(world, merge_id)
    await detect(world)
    assert await roles(world, "ada@acme.com") == {"Ada": ("Decision Maker", True)}
    assert await roles(world, "ada@other.com") == {"Ada": ("Blocker", False)}


async def test_a_removal_survives_a_merge_too(make):
    """Who was taken out stays out, whoever is merged into them."""
    world = await pair(make)
    await remove(world, "ada@acme.com")
    [merge_id] = await merge(world, "ada@acme.com", "bob@acme.com")
    await detect(world)
    assert await roles(world, "ada@acme.com") == {}
    await take_back(world, merge_id)
    await detect(world)
    assert await roles(world, "ada@acme.com") == {}


async def test_what_was_said_last_of_any_of_them_stands(make):
    """Of two merged leads with roles by hand the later word counts; each has its own back afterwards."""
    world = await pair(make)
    await add(world, "bob@acme.com", "Champion")
    world.clock.forward(minutes=1)
    await change(world, "ada@acme.com", role="KOL")
    [merge_id] = await merge(world, "bob@acme.com", "ada@acme.com")
    assert await roles(world, "bob@acme.com") == {"Bob": ("KOL", False)} or await roles(
        world, "bob@acme.com"
    ) == {"Ada": ("KOL", False)}
    await take_back(world, merge_id)
    assert await roles(world, "bob@acme.com") == {"Ada": ("KOL", False), "Bob": ("Champion", False)}


async def test_what_is_no_member_or_no_role_is_refused(make):
    """With the field that is wrong."""
    world = await pair(make)
    with pytest.raises(NotFound):
        await change(world, "bob@acme.com", role="KOL")
    with pytest.raises(NotFound):
        await remove(world, "bob@acme.com")
    with pytest.raises(Conflict):
        await add(world, "ada@acme.com", "KOL")
    with pytest.raises(Invalid) as refused:
        await add(world, "bob@acme.com", "Wizard")
    assert refused.value.field == "role"


async def test_it_survives_merging_accounts_and_taking_that_back(make):
    """What was said in either is shown in the account that both are, also after a refresh; then each has its own."""
    world = await pair(make)
    await add(world, "bob@acme.com", "Champion")
    await remove(world, "ada@acme.com")
    await add(world, "ada@other.com", "Blocker")
    [merge_id] = await merge_accounts(world, "other.com", "acme.com")
    await detect(world)
    await look_again(world, "bob@acme.com")
    assert await roles(world, "bob@acme.com") == {"Bob": ("Champion", False), "Ada": ("Blocker", False)}
    await take_accounts_back(world, merge_id)
    await detect(world)
    assert await roles(world, "bob@acme.com") == {"Bob": ("Champion", False)}
    assert await roles(world, "ada@other.com") == {"Ada": ("Blocker", False)}


async def test_what_is_said_while_accounts_are_one_goes_with_the_lead(make):
    """A role that is set after the merge belongs to the lead, and to the account it has on its own."""
    world = await pair(make)
    [merge_id] = await merge_accounts(world, "other.com", "acme.com")
    await detect(world)
    assert await roles(world, "ada@acme.com") == {"Ada": ("Decision Maker", True)}
    await add(world, "bob@acme.com", "KOL")
    await take_accounts_back(world, merge_id)
    await detect(world)
    assert await roles(world, "bob@acme.com") == {"Ada": ("Decision Maker", True), "Bob": ("KOL", False)}
    assert await roles(world, "ada@other.com") == {}
