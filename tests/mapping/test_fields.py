"""What calls say about people and companies becomes fields, on small cases."""

import pytest

from kenbun.kit.ids import parse
from kenbun.leads.one import get_lead
from tests.world import NOON, event, group, hours, identify

ADA = "ada@acme.com"


async def fields(world, who=ADA):
    row = await world.lead(who)
    async with world.database.snapshot() as connection:
        lead = await get_lead(connection, world.workspace_id, parse("ld", row.lead_id))
    return {one.field: one.value for one in lead.fields}


async def account(world):
    [row] = await world.rows("SELECT name, fields FROM accounts WHERE workspace_id = :w")
    return row["name"], row["fields"]


async def test_traits_of_identify_are_the_leads_fields(make):
    """Whatever the SDK calls them; the address of the lead itself fills its e-mail."""
    world = await make()
    await world.hear(
        identify(ADA, firstName="Ada", lastname="Lovelace", jobTitle="CTO", company={"name": "Acme"})
    )
    assert await fields(world) == {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "title": "CTO",
        "company": "Acme",
        "email": ADA,
    }


async def test_the_latest_by_the_time_of_the_event_stands(make):
    """An older title that comes later changes nothing; at equal times the greater message id stands."""
    world = await make()
    await world.hear(identify(ADA, NOON, title="CTO") | {"message_id": "b"})
    await world.hear(identify(ADA, NOON - hours(1), title="Intern"))
    await world.hear(identify(ADA, NOON, title="CEO") | {"message_id": "a"})
    assert (await fields(world))["title"] == "CTO"
    await world.hear(identify(ADA, NOON, title="Chair") | {"message_id": "c"})
    assert (await fields(world))["title"] == "Chair"


async def test_of_one_batch_the_latest_stands_too(make):
    """However the calls are ordered in it."""
    world = await make()
    await world.hear(
        identify(ADA, NOON, title="CTO"),
        identify(ADA, NOON - hours(1), title="Intern"),
        identify(ADA, NOON - hours(2), title="Pupil"),
    )
    assert (await fields(world))["title"] == "CTO"


async def test_what_only_fills_an_empty_field_gives_way(make):
    """The address in the metadata fills an empty e-mail, the earliest staying; a trait stands over it."""
    world = await make()
    await world.hear(event("cookie:c1", "Form Sent", NOON, email="second@acme.com"))
    await world.hear(event("cookie:c1", "Form Sent", NOON - hours(1), email="first@acme.com"))
    await world.hear(event("cookie:c1", "Form Sent", NOON, email="third@acme.com"))
    assert (await fields(world, "cookie:c1"))["email"] == "first@acme.com"
    await world.hear(identify("cookie:c1", NOON - hours(9), email="stated@acme.com"))
    assert (await fields(world, "cookie:c1"))["email"] == "stated@acme.com"


async def test_values_that_do_not_fit_are_not_applied(make):
    """Lists, objects, blanks and truths are no text; words are no number."""
    world = await make()
    await world.hear(identify(ADA, title=["CTO"], city=" ", department=True, seniority={"is": "high"}))
    await world.hear(group(ADA, "a-1", employees="many", revenue=True, plan="pro"))
    assert await fields(world) == {"email": ADA}
    assert await account(world) == ("acme.com", {"plan": "pro"})


async def test_numbers_of_accounts_are_numbers(make):
    """As numbers or written as text."""
    world = await make()
    await world.hear(group(ADA, "a-1", employees="250", annualRevenue=1.5e6))
    assert (await account(world))[1] == {"employees": 250, "revenue": 1.5e6}


@pytest.mark.parametrize("together", [True, False])
async def test_what_is_said_of_an_account_goes_to_the_one_that_is_named(make, together):
    """Two group calls of one person about two companies: each has its own plan, whatever the batching."""
    world = await make()
    calls = [group("user:1", "a-1", plan="pro"), group("user:1", "a-2", plan="free")]
    calls.append(group("user:1", "a-1", NOON - hours(5), account_status="old"))
    for part in [calls] if together else [[call] for call in calls]:
        await world.hear(*part)
    rows = await world.rows("SELECT account_key, fields FROM accounts WHERE workspace_id = :w")
    assert {row["account_key"]: row["fields"] for row in rows} == {
        "a-1": {"plan": "pro", "account_status": "old"},
        "a-2": {"plan": "free"},
    }


async def test_every_other_value_is_a_row_of_history(make):
    """CTO, then CEO, then CEO again: two changes, with what they were read from."""
    world = await make()
    for title in ("CTO", "CEO", "CEO"):
        world.clock.forward(hours=1)
        await world.hear(identify(ADA, world.clock(), title=title))
    rows = await world.rows(
        "SELECT value, origin FROM field_changes WHERE workspace_id = :w AND field = 'title' ORDER BY change_id"
    )
    assert [(row["value"], row["origin"]) for row in rows] == [
        ("CTO", "traits.title"),
        ("CEO", "traits.title"),
    ]


@pytest.mark.parametrize(
    ("traits", "name"),
    [
        ({"name": "Countess Lovelace", "first_name": "Ada"}, "Countess Lovelace"),
        ({"first_name": "Ada", "last_name": "Lovelace"}, "Ada Lovelace"),
        ({"last_name": "Lovelace"}, "Lovelace"),
        ({}, ADA),
    ],
)
async def test_the_name_shown(make, traits, name):
    """The name, else first and last name, else the e-mail."""
    world = await make()
    await world.hear(identify([ADA, "cookie:c1"], **traits))
    assert (await world.lead(ADA)).name == name


async def test_without_anything_better_the_strongest_alias_is_the_name(make):
    """The id of the customer's system stands before a cookie."""
    world = await make()
    await world.hear(event(["cookie:c1", "user:42"], "Page View"))
    assert (await world.lead("user:42")).name == "42"


async def test_an_account_is_called_as_told_else_by_domain_else_by_id(make):
    """The latest name stands."""
    world = await make()
    await world.hear(event(ADA, "Page View"))
    assert (await account(world))[0] == "acme.com"
    await world.hear(event(ADA, "Page View", NOON - hours(1), account_name="Acme"))
    assert (await account(world))[0] == "Acme"
    await world.hear(group(ADA, None, NOON, name="Acme Inc."))
    assert (await account(world))[0] == "Acme Inc."
    other = await make()
    await other.hear(event("cookie:c1", "Page View", account_id="a-1"))
    assert (await account(other))[0] == "a-1"


async def test_the_name_at_the_top_of_a_call_stands_before_one_in_its_metadata(make):
    """As the account id does."""
    world = await make()
    told = event(ADA, "Page View", account_name="Acme", company_name="Somebody Else")
    await world.hear(told)
    assert told["metadata"] == {"company_name": "Somebody Else"}
    assert (await account(world))[0] == "Acme"
