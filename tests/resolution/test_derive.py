"""Accounts by the name of the company that a lead gives: where a mapping says so, and nothing else resolves it."""

from kenbun.mapping.mapping_queries import add_mappings
from kenbun.mapping.mappings import MappingDraft, Source, Target
from kenbun.merging.accounts.alike import compare_some
from kenbun.resolution.derive import compare_and_derive
from tests.resolution.resolved import account_of, assign
from tests.world import event, group, hours, identify, rule

_BY_COMPANY = MappingDraft(Source("lead_field", "company"), Target("account", "name"))


async def prepared(make, mapped=True):
    world = await make([rule("Views", "Page View", 5)])
    if mapped:
        async with world.database.transaction() as connection:
            await add_mappings(connection, world.workspace_id, [_BY_COMPANY], world.clock())
    return world


async def hear(world, *calls):
    """And what follows behind the pipeline."""
    world.clock.forward(seconds=1)
    await world.hear(*calls)
    await compare_some(world.database, world.workspace_id, world.clock)
    await compare_and_derive(world.database, world.workspace_id, world.clock)


async def test_leads_of_one_company_share_an_account(make):
    """Made of the name that the first of them gives; however the others write it. Its sum is of them all."""
    world = await prepared(make)
    await hear(world, event("ada@gmail.com", "Page View", company="Lattice Fintech, Inc."))
    await hear(world, event("cookie:1", "Page View", company="LATTICE FINTECH"), identify("bob@gmail.com"))
    assert await account_of(world, "ada@gmail.com") == ("Lattice Fintech, Inc.", "company")
    assert await account_of(world, "cookie:1") == ("Lattice Fintech, Inc.", "company")
    assert await account_of(world, "bob@gmail.com") == (None, "free_mail")
    [account] = await world.rows("SELECT engagement_score, lead_count FROM accounts WHERE workspace_id = :w")
    assert tuple(account.values()) == (10, 2)


async def test_without_such_a_mapping_nobody_is_resolved_by_a_name(make):
    """A company is a field like others."""
    world = await prepared(make, mapped=False)
    await hear(world, event("ada@gmail.com", "Page View", company="Acme"))
    assert await account_of(world, "ada@gmail.com") == (None, "free_mail")


async def test_the_only_account_of_that_name_is_meant(make):
    """One that calls have named; of two that are called so neither is."""
    world = await prepared(make)
    await hear(world, group("bob@acme.com", "a1", name="Acme GmbH"))
    await hear(world, event("ada@gmail.com", "Page View", company="Acme"))
    assert await account_of(world, "ada@gmail.com") == ("Acme GmbH", "company")
    await hear(world, group("cy@beta.io", "b1", name="Beta"), group("dan@beta.com", "b2", name="Beta Ltd"))
    await hear(world, event("eve@gmail.com", "Page View", company="beta"))
    assert await account_of(world, "eve@gmail.com") == ("beta", "company")


async def test_ids_domains_and_people_stand_over_it(make):
    """In whatever order they come; and a company that changes, or goes, changes the account."""
    world = await prepared(make)
    for who in ("ada@gmail.com", "bob@gmail.com", "cy@gmail.com", "dan@gmail.com"):
        await hear(world, event(who, "Page View", company="Acme"))
    at = world.clock() + hours(1)
    await hear(world, event(["ada@gmail.com", "ada@beta.io"], "Page View", at))
    await hear(world, event("bob@gmail.com", "Page View", at, account_id="k1"))
    await assign(world, "cy@gmail.com", "beta.io")
    await hear(
        world, *(event(f"{who}@gmail.com", "Page View", at, company="Gamma") for who in ("ada", "bob", "cy"))
    )
    # the names follow the mapping, whoever the leads belong to
    assert [(await account_of(world, f"{who}@gmail.com"))[1] for who in ("ada", "bob", "cy")] == [
        "domain",
        "account_id",
        "hand",
    ]
    await hear(world, event("dan@gmail.com", "Page View", at, company="Delta"))
    assert await account_of(world, "dan@gmail.com") == ("Delta", "company")
    await assign(world, "cy@gmail.com", None)
    await hear(world, event("cy@gmail.com", "Page View", at + hours(1), company="Epsilon"))
    assert await account_of(world, "cy@gmail.com") == ("Epsilon", "company")
