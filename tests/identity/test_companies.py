"""Which account a lead belongs to, and why, on small cases."""

from tests.identity.test_who import suggested
from tests.world import NOON, event, group, hours


async def accounts(world):
    rows = await world.rows(
        "SELECT account_key, domain FROM accounts WHERE workspace_id = :w ORDER BY account_id"
    )
    return [(row["account_key"], row["domain"]) for row in rows]


async def account_of(world, who):
    account = (await world.lead(who)).account
    return account and account["name"]


async def basis(world, who):
    lead_id = await world.lead_by_alias(("email" if "@" in who else "cookie", who.removeprefix("cookie:")))
    [row] = await world.rows(
        "SELECT account_basis FROM leads WHERE workspace_id = :w AND lead_id = :l", l=lead_id
    )
    return row["account_basis"]


async def test_the_domain_of_a_business_address_makes_the_account(make):
    """Colleagues share an account, also those at a part of the domain."""
    world = await make()
    await world.hear(event("ada@acme.co.uk", "Page View"), event("bob@mail.acme.co.uk", "Page View"))
    assert await accounts(world) == [(None, "acme.co.uk")]
    assert await account_of(world, "ada@acme.co.uk") == await account_of(world, "bob@mail.acme.co.uk")
    assert await basis(world, "ada@acme.co.uk") == "domain"


async def test_who_has_no_account_has_a_reason(make):
    """An address that anyone can have speaks for no company; nor does a cookie."""
    world = await make()
    await world.hear(
        event("ada@gmail.com", "Page View"),
        event("eve@mailinator.com", "Page View"),
        event("cookie:c1", "Page View"),
    )
    assert await accounts(world) == []
    assert await basis(world, "ada@gmail.com") == "free_mail"
    assert await basis(world, "eve@mailinator.com") == "disposable"
    assert await basis(world, "cookie:c1") == "no_email"


async def test_a_business_address_resolves_whom_a_free_one_did_not(make):
    """The second address of a lead may be the one that speaks for a company."""
    world = await make()
    await world.hear(event("ada@gmail.com", "Page View"))
    await world.hear(event(["ada@gmail.com", "ada@acme.com"], "Form Sent"))
    assert await account_of(world, "ada@gmail.com") == "acme.com"
    assert await basis(world, "ada@gmail.com") == "domain"


async def test_the_latest_account_id_by_the_time_of_its_event_counts(make):
    """An older event that comes later changes nothing; one at the same time does."""
    world = await make()
    await world.hear(event("cookie:c1", "Page View", NOON, account_id="new"))
    await world.hear(event("cookie:c1", "Page View", NOON - hours(1), account_id="old"))
    assert await account_of(world, "cookie:c1") == "new"
    await world.hear(event("cookie:c1", "Page View", NOON, account_id="same time"))
    assert await account_of(world, "cookie:c1") == "same time"
    assert await basis(world, "cookie:c1") == "account_id"


async def test_an_account_id_stands_over_the_domain(make):
    """Who works for one company with an address of another belongs to the one that events name."""
    world = await make()
    await world.hear(event("ada@agency.com", "Page View", account_id="client"))
    await world.hear(event("ada@agency.com", "Page View"))
    assert await basis(world, "ada@agency.com") == "account_id"


async def test_an_unseen_id_becomes_that_of_the_domains_account(make):
    """Acme is known by its domain; the first id from one of its people is its id."""
    world = await make()
    await world.hear(event("ada@acme.com", "Page View"))
    await world.hear(event("bob@acme.com", "Page View", account_id="a-1"))
    assert await accounts(world) == [("a-1", "acme.com")]
    assert await account_of(world, "ada@acme.com") == await account_of(world, "bob@acme.com") == "acme.com"


async def test_an_unseen_id_takes_a_domain_that_nobody_has(make):
    """The new account holds the lead's domain, so colleagues come to it."""
    world = await make()
    await world.hear(group("ada@acme.com", "a-1"))
    await world.hear(event("bob@acme.com", "Page View"))
    assert await accounts(world) == [("a-1", "acme.com")]


async def test_a_second_id_at_one_domain_is_a_clash(make):
    """The second account has no domain, and the two are suggested as duplicates with the reason."""
    world = await make()
    await world.hear(event("ada@acme.com", "Page View", account_id="a-1"))
    await world.hear(event("bob@acme.com", "Page View", account_id="a-2"))
    assert sorted(await accounts(world)) == [("a-1", "acme.com"), ("a-2", None)]
    [(pair, reason)] = (await suggested(world, "account")).items()
    assert len(set(pair)) == 2
    assert reason == "Both have leads at acme.com, under different account ids"


async def test_an_address_learned_later_gives_an_account_its_domain(make):
    """In one batch as in two: an account that a visitor's id made takes the domain of the visitor's first address."""
    for together in (True, False):
        world = await make()
        calls = [
            event("cookie:c1", "Page View", account_id="a-1"),
            event(["cookie:c1", "ada@acme.com"], "Form Sent"),
            event("bob@acme.com", "Page View"),
        ]
        for part in [calls] if together else [[call] for call in calls]:
            await world.hear(*part)
        assert await accounts(world) == [("a-1", "acme.com")]
        assert await account_of(world, "bob@acme.com") == "acme.com"


async def test_an_address_learned_later_at_a_domain_of_another_is_a_clash(make):
    """The account beside that of the domain, which an id alone made, is suggested as its duplicate."""
    world = await make()
    await world.hear(event("bob@acme.com", "Page View"))
    await world.hear(event("cookie:c1", "Page View", account_id="a-1"))
    await world.hear(event(["cookie:c1", "ada@acme.com"], "Form Sent"))
    assert await accounts(world) == [(None, "acme.com"), ("a-1", None)]
    assert list((await suggested(world, "account")).values()) == ["Both have leads at acme.com"]


async def test_an_account_with_a_domain_takes_no_second_one_from_a_lead(make):
    """An agency that works for a client goes on being another company."""
    world = await make()
    await world.hear(event("ada@client.com", "Page View", account_id="client"))
    await world.hear(event("cookie:c1", "Page View", account_id="client"))
    await world.hear(event(["cookie:c1", "eve@agency.com"], "Form Sent"))
    await world.hear(event("bob@agency.com", "Page View"))
    assert await accounts(world) == [("client", "client.com"), (None, "agency.com")]
    assert await suggested(world, "account") == {}
