"""Values that come by no call: from the API, or set by hand."""

import pytest

from kenbun.kit.errors import Invalid, NotFound
from tests.world import NOON, event, hours, identify, minutes

ADA = "ada@acme.com"


async def test_what_the_api_sets_is_like_an_event_of_that_moment(mapped):
    """Older calls that come later change nothing, newer ones do."""
    m = await mapped(bare=False)
    await m.world.hear(identify(ADA, NOON, title="CTO"))
    lead_id = await m.lead_id(ADA)
    m.world.clock.forward(hours=1)
    assert (await m.set("lead", lead_id, title="CEO"))["title"] == "CEO"
    await m.world.hear(identify(ADA, NOON + minutes(30), title="Intern"))
    assert (await m.lead(ADA))["title"] == "CEO"
    await m.world.hear(identify(ADA, NOON + hours(2), title="Chair"))
    assert (await m.lead(ADA))["title"] == "Chair"


async def test_the_api_can_empty_a_field(mapped):
    """As of that moment: what is older does not come back, what is newer does; the history says so."""
    m = await mapped(bare=False)
    await m.world.hear(identify(ADA, NOON, title="CTO"))
    lead_id, before = await m.lead_id(ADA), await m.tick()
    m.world.clock.forward(hours=1)
    await m.set("lead", lead_id, title=None)
    assert "title" not in await m.lead(ADA)
    await m.world.hear(identify(ADA, NOON + minutes(30), title="Intern"))
    assert "title" not in await m.lead(ADA)
    assert (await m.at("lead", lead_id, before))["title"] == "CTO"
    assert "title" not in await m.at("lead", lead_id, await m.tick())
    await m.world.hear(identify(ADA, NOON + hours(2), title="Chair"))
    assert (await m.lead(ADA))["title"] == "Chair"


async def test_a_value_set_by_hand_stands_until_it_is_released(mapped):
    """Whatever calls say meanwhile; released, it shows what they have said, as if no hand had been there."""
    m = await mapped(bare=False)
    await m.world.hear(identify(ADA, NOON, title="CTO"))
    lead_id = await m.lead_id(ADA)
    await m.set("lead", lead_id, by_hand=True, title="Boss", city="Rome")
    await m.world.hear(identify(ADA, NOON + hours(2), title="Chair"))
    held = await m.tick()
    assert ((await m.lead(ADA))["title"], (await m.lead(ADA))["city"]) == ("Boss", "Rome")
    m.world.clock.forward(hours=3)
    await m.set("lead", lead_id, title="By API")
    assert (await m.lead(ADA))["title"] == "Boss"
    m.world.clock.forward(hours=1)
    await m.set("lead", lead_id, by_hand=True, title=None, city=None)
    assert (await m.lead(ADA))["title"] == "By API"
    assert "city" not in await m.lead(ADA)
    past = await m.at("lead", lead_id, held)
    assert (past["title"], past["city"]) == ("Boss", "Rome")
    present = await m.at("lead", lead_id, await m.tick())
    assert present == await m.lead(ADA)


async def test_the_lead_page_shows_who_said_so(mapped):
    """A value set by hand has that for its origin, and shows once."""
    from kenbun.leads.one import get_lead

    m = await mapped(bare=False)
    await m.world.hear(identify(ADA, NOON, title="CTO", city="Rome"))
    lead_id = await m.lead_id(ADA)
    await m.set("lead", lead_id, by_hand=True, title="Boss")
    await m.set("lead", lead_id, city=None)
    async with m.world.database.snapshot() as connection:
        lead = await get_lead(connection, m.world.workspace_id, lead_id)
    assert {one.field: (one.value, one.origin) for one in lead.fields} == {
        "email": (ADA, "alias.email"),
        "title": ("Boss", "hand"),
    }


async def test_accounts_are_set_alike_and_copies_follow(mapped):
    """What is set on a lead is copied where its field is, with the time at which it was set."""
    m = await mapped(bare=False)
    await m.map("lead_field.company", "account.name")
    await m.world.hear(event(ADA, "Page View"))
    lead_id = await m.lead_id(ADA)
    await m.set("lead", lead_id, company="Acme")
    account_id, fields = await m.account()
    assert fields == {"name": "Acme"}
    m.world.clock.forward(hours=1)
    await m.set("lead", lead_id, by_hand=True, company="Acme Inc.")
    assert (await m.account())[1] == {"name": "Acme Inc."}
    assert await m.set("account", account_id, by_hand=True, name="ACME", revenue="1000") == {
        "name": "ACME",
        "revenue": 1000,
    }
    [row] = await m.world.rows("SELECT name FROM accounts WHERE workspace_id = :w")
    assert row["name"] == "ACME"
    assert await m.set("account", account_id, by_hand=True, name=None) == {
        "name": "Acme Inc.",
        "revenue": 1000,
    }


async def test_what_is_wrong_is_named(mapped):
    """Unknown fields, values that do not fit, people who are not there; nothing is set then. Changes are audited."""
    m = await mapped(bare=False)
    await m.world.hear(event(ADA, "Page View"))
    lead_id, (account_id, _) = await m.lead_id(ADA), await m.account()
    for values, field in (
        ({"title": "CTO", "nothing": 1}, "fields.nothing"),
        ({"city": True}, "fields.city"),
    ):
        for by_hand in (True, False):
            with pytest.raises(Invalid) as refused:
                await m.set("lead", lead_id, by_hand=by_hand, **values)
            assert refused.value.field == field
    with pytest.raises(NotFound):
        await m.set("lead", account_id, title="CTO")
    assert await m.lead(ADA) == {"email": ADA}
    await m.set("account", account_id, plan="pro")
    [entry] = await m.world.rows(
        "SELECT before, after FROM audit_log WHERE workspace_id = :w AND action = 'account.set_fields'"
    )
    assert (entry["before"], entry["after"]) == ({"plan": None}, {"by_hand": False, "plan": "pro"})
