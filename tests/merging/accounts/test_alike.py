"""Accounts that look like one company: what makes them so, and what people say of it."""

import pytest

from kenbun.identity.companies import normal_company
from kenbun.identity.duplicate_queries import alike
from kenbun.identity.rooted_queries import ACCOUNTS
from kenbun.kit.errors import Invalid
from kenbun.kit.paging import Paging
from kenbun.merging.accounts.alike import compare_some
from kenbun.merging.duplicates import duplicates, not_a_duplicate
from tests.merging.accounts.merged import merge, own_account, take_back
from tests.world import event, group


async def found(world, account):
    """By name, the reasons."""
    await compare_some(world.database, world.workspace_id, world.clock)
    async with world.database.snapshot() as connection:
        rows = await alike(connection, world.workspace_id, await own_account(world, account), ACCOUNTS)
    return {row.name: row.reasons for row in rows}


@pytest.mark.parametrize(
    "name",
    [
        "Acme",
        "ACME, Inc.",
        "Acme GmbH & Co. KG",
        "The Acme Company",
        "acme s.p.a.",
        "Ácme S.A.",
        " acme  ltd ",
    ],
)
def test_a_company_is_one_by_its_words_without_their_legal_form(name):
    """Case, accents and punctuation make no difference either."""
    assert normal_company(name) == "acme"


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("AG", "ag"),
        ("Co-op Bank", "co op bank"),
        ("3M Company", "3m"),
        ("!!!", ""),
        ("株式会社アクメ", "株式会社アクメ"),
    ],
)
def test_what_is_left_of_other_names(name, normal):
    """A legal form that is all there is stays, and one in the middle is part of the name."""
    assert normal_company(name) == normal


async def test_by_legal_form_by_domain_and_by_likeness(make):
    """Each pair with every reason for it; whoever shares nothing is no pair."""
    world = await make()
    await world.hear(
        group("cookie:1", "a1", name="Lattice Fintech, Inc."),
        group("cookie:2", "a2", name="LATTICE FINTECH"),
        group("cookie:3", "a3", name="Lattice Fintec"),
        group("cookie:4", "a4", name="Meridian Analytics"),
        event("ada@lattice-fintech.com", "Page View"),
        event("bob@lattice-fintech.de", "Page View"),
    )
    assert await found(world, "a1") == {
        "LATTICE FINTECH": ["Names that differ in legal form or punctuation alone"],
        "Lattice Fintec": ["Similar names"],
        "lattice-fintech.com": ["The name of one is the domain of the other"],
        "lattice-fintech.de": ["The name of one is the domain of the other"],
    }
    assert (await found(world, "lattice-fintech.de"))["lattice-fintech.com"] == [
        "Domains that differ in their ending alone"
    ]
    assert await found(world, "a4") == {}


async def test_a_host_that_a_field_names_is_one_of_its_registrable_domain(make):
    """However the address of the company's page is written."""
    world = await make()
    await world.hear(
        event("ada@acme.co.uk", "Page View"),
        group("cookie:1", "a1", domain="https://shop.acme.co.uk/start"),
        group("cookie:2", "a2", domain="acme.com"),
    )
    assert await found(world, "a1") == {
        "acme.co.uk": ["Hosts of one registrable domain", "Domains that differ in their ending alone"][::-1],
        "a2": ["Domains that differ in their ending alone"],
    }


async def test_numbers_tell_companies_apart(make):
    """Branches of one series are alike by their letters, and not suggested."""
    world = await make()
    await world.hear(
        group("cookie:1", "a1", name="Northwind Store 17"), group("cookie:2", "a2", name="Northwind Store 18")
    )
    assert await found(world, "a1") == {}


async def test_what_is_no_longer_alike_is_not_suggested(make):
    """A name that was corrected takes the pair away."""
    world = await make()
    await world.hear(group("cookie:1", "a1", name="Acme Inc"), group("cookie:2", "a2", name="Acme Ltd"))
    assert set(await found(world, "a1")) == {"Acme Ltd"}
    world.clock.forward(hours=1)
    await world.hear(group("cookie:2", "a2", world.clock(), name="Umbrella"))
    assert await found(world, "a1") == {}


async def test_merged_they_are_no_pair_and_taken_apart_they_are_again(make):
    """What looked like the one looks like the root; a merge that is taken back leaves what was suggested before."""
    world = await make()
    await world.hear(
        group("cookie:1", "a1", name="Acme Inc"),
        group("cookie:2", "a2", name="Acme Ltd"),
        group("cookie:3", "a3", name="Acme GmbH"),
    )
    assert set(await found(world, "a1")) == {"Acme Ltd", "Acme GmbH"}
    [merge_id] = await merge(world, "a1", "a2")
    assert set(await found(world, "a1")) == {"Acme GmbH"}
    await take_back(world, merge_id)
    assert set(await found(world, "a1")) == {"Acme Ltd", "Acme GmbH"}


async def test_not_a_duplicate_holds_for_good(make):
    """Of the roots, whoever is compared again; what is one account cannot be told apart."""
    world = await make()
    await world.hear(group("cookie:1", "a1", name="Acme Inc"), group("cookie:2", "a2", name="Acme Ltd"))
    assert await found(world, "a1")
    one, other = await own_account(world, "a1"), await own_account(world, "a2")
    async with world.database.transaction() as connection:
        await not_a_duplicate(connection, world.caller, one, other, world.clock, ACCOUNTS)
    world.clock.forward(hours=1)
    await world.hear(group("cookie:2", "a2", world.clock(), name="ACME Limited"))
    assert await found(world, "a1") == {}
    async with world.database.snapshot() as connection:
        assert await duplicates(connection, world.workspace_id, Paging(1, 10), ACCOUNTS) == ([], 0)
    await merge(world, "a1", "a2")
    async with world.database.transaction() as connection:
        with pytest.raises(Invalid):
            await not_a_duplicate(connection, world.caller, one, other, world.clock, ACCOUNTS)
