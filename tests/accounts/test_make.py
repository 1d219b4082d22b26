"""Accounts made before any lead of them is known."""

import pytest

from kenbun.accounts.make import NewAccount, make_account, read_domain
from kenbun.kit.errors import Conflict, Invalid
from tests.accounts.lists.companies import companies, listed
from tests.world import event


async def add(world, **given):
    async with world.database.transaction() as connection:
        return await make_account(connection, world.caller, NewAccount(**given), world.clock)


async def test_a_field_that_there_is_not_makes_nothing(database):
    """Refused by its name."""
    world, _ = await companies(database)
    with pytest.raises(Invalid) as refused:
        await add(world, name="Delta", fields={"shoe_size": 43})
    assert refused.value.field == "metadata.shoe_size"
    assert len((await listed(world)).rows) == 3


async def test_it_is_scored_and_takes_the_leads_of_its_domain(database):
    """At once by its fields; who comes with an address there belongs to it."""
    world, _ = await companies(database)
    await add(world, name="Delta", domain="delta.com", key="delta-1", fields={"industry": "Software"})
    await world.hear(event("ed@mail.delta.com", "Page View"))
    [row] = (await listed(world, search="delta")).rows
    assert (row.name, row.account_score, row.leads) == ("Delta", 30, 1)


async def test_what_is_known_is_named(database):
    """By any of its domains, or of its ids; one without any of these is made as often as asked for."""
    world, _ = await companies(database)
    for given in ({"domain": "eu.acme.com"}, {"key": "gamma-1"}):
        with pytest.raises(Conflict, match=r"belongs to (Acme|Gamma Ltd) \(acct_"):
            await add(world, **given)
    await add(world, name="Twin")
    await add(world, name="Twin")
    assert len((await listed(world, search="twin")).rows) == 2


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("acme.com", "acme.com"),
        (" ACME.com. ", "acme.com"),
        ("https://www.shop.acme.co.uk:8080/a?b#c", "acme.co.uk"),
        ("münchen.de", "münchen.de"),
    ],
)
def test_a_domain_is_read_in_any_spelling(text, domain):
    """As a host, or as the address of a page; a sub-domain is its company's."""
    assert read_domain(text, "domain") == domain


@pytest.mark.parametrize(
    "text", ["", "com", "co.uk", "a b.com", "ada@acme.com", "gmail.com", "localhost", "x" * 300]
)
def test_what_is_no_companys_domain_is_refused(text):
    """A suffix, an address of a person, one that anyone can have an address at."""
    with pytest.raises(Invalid) as refused:
        read_domain(text, "domain")
    assert refused.value.field == "domain"
