"""The account of a lead set by hand stands over all that calls say; with its release what they say comes back."""

import pytest

from kenbun.access.audit import list_audit
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging
from kenbun.resolution.hand import assign as assign_several
from tests.merging.accounts.merged import merge, own_account, take_back
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


async def test_of_several_the_log_has_whose_each_was(make):
    """A row for each lead, with the account before and the one that all came to."""
    world = await make()
    await world.hear(event("ada@gmail.com", "Page View"))
    await world.hear(event("cy@acme.com", "Page View"), event("dan@beta.io", "Page View"))
    acme, beta = await own_account(world, "acme.com"), await own_account(world, "beta.io")
    leads = [await own_id(world, who) for who in ("ada@gmail.com", "cy@acme.com")]
    async with world.database.transaction() as connection:
        await assign_several(connection, world.caller, leads, beta, world.clock)
    async with world.database.snapshot() as connection:
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    rows = {one.subject_id: one for one in entries if one.action == "lead.set_account"}
    assert [rows[public("ld", one)].before for one in leads] == [
        {"account_id": None},
        {"account_id": public("acct", acme)},
    ]
    assert {one.after["account_id"] for one in rows.values()} == {public("acct", beta)}
