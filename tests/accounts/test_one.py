"""The head of an account, worked out by hand: its people in numbers, whose it is, and why it matters."""

import pytest

from kenbun.accounts.contacts import contacts_of
from kenbun.accounts.one import get_account
from kenbun.conversions.definitions import Draft, add_definition
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.leads.status import status
from kenbun.owners.assign import assign_owner, find_owner
from tests.fits import add_fit, fit_rule
from tests.members import join
from tests.merging.merged import own_id
from tests.world import NOON, days, event, group, hours, identify, rule

RULES = [rule("Viewed a page", "Page View", 10), rule("Asked for a demo", "Demo Requested", 40)]
ADA, BOB, CY = "ada@acme.com", "bob@acme.com", "cy@acme.com"


@pytest.fixture
async def world(make):
    world = await make(RULES, now=NOON)
    await world.hear(
        event(ADA, "Demo Requested", NOON - hours(1)),
        event(ADA, "Page View", NOON - days(3)),
        event(BOB, "Page View", NOON - days(20)),
        event(CY, "Page View", NOON - days(60)),
        event("eva@beta.com", "Page View", NOON),
        group(ADA, "acme-1", NOON, industry="Software", employees=500),
    )
    return world


async def account(world, domain="acme.com"):
    [row] = await world.rows(
        "SELECT account_id FROM accounts WHERE workspace_id = :w AND domain = :domain", domain=domain
    )
    async with world.database.snapshot() as connection:
        found = await get_account(connection, world.workspace_id, row["account_id"])
    assert found is not None
    return found


async def sentence(world):
    return [phrase.text for phrase in (await account(world)).why]


async def test_the_numbers_are_those_of_its_people(world):
    """Three leads, two of them active within thirty days; what the others of the workspace do is not its."""
    shown = await account(world)
    assert (shown.leads, shown.active_leads, shown.sessions, shown.engagement_score) == (3, 2, 4, 70)
    assert shown.last_activity_at == NOON - hours(1)
    assert (shown.industry, shown.domains, shown.account_keys) == ("Software", ["acme.com"], ["acme-1"])


async def test_its_owner_is_that_of_the_lead_with_the_highest_score(world):
    """An owner of somebody else does not count."""
    eve, dan = await join(world, "Eve"), await join(world, "Dan")
    for who, member in ((BOB, dan), (ADA, eve)):
        assert (await account(world)).owner is None
        async with world.database.transaction() as connection:
            owner = await find_owner(connection, world.workspace_id, public("usr", member.user_id))
            await assign_owner(connection, eve, [await own_id(world, who)], owner, world.clock)
    owner = (await account(world)).owner
    assert owner is not None
    assert owner.name == "Eve"


async def test_its_fields_say_where_they_are_from_and_since_when(world):
    """By name, as for leads."""
    fields = {one.field: (one.value, one.origin, one.since) for one in (await account(world)).fields}
    assert fields["industry"] == ("Software", "traits.industry", NOON)
    assert fields["employees"] == (500, "traits.employees", NOON)


async def test_why_it_matters_in_true_numbers(make):
    """Its level with the rule that it fits best, who is active in the shorter time, and who is ahead by what."""
    world = await make(RULES, now=NOON)
    await add_fit(world, "account", [fit_rule("Makes software", "industry", "equals", "Software", 60)])
    await world.hear(
        event(ADA, "Demo Requested", NOON - hours(1)),
        event(BOB, "Page View", NOON - days(20)),
        group(ADA, "acme-1", NOON, industry="Software"),
        identify(ADA, NOON, name="Ada Lovelace"),
    )
    assert await sentence(world) == [
        "Qualified account: Makes software",
        "1 of 2 people active in the last 7 days",
        "Ada Lovelace ahead with 40 points (Asked for a demo, last one today)",
    ]
    [fit, people, ahead] = (await account(world)).why
    assert fit.rule_id
    assert people.lead_id is None
    assert ahead.lead_id
    assert ahead.rule_id


async def test_a_surge_is_told_as_long_as_it_goes_on(world):
    """With its highest ratio; one that is over is not."""
    row = (await account(world)).account_id
    await world.rows(
        "INSERT INTO surges (workspace_id, account_id, started_at, ended_at, events, leads, primary_channel,"
        " multiplier, peak_events) SELECT :w, :a, t.at, t.ended, 12, 2, 'website', t.ratio, 12"
        " FROM (VALUES (cast(:now AS timestamptz) - interval '60 days', cast(:now AS timestamptz), 9.5),"
        " (cast(:now AS timestamptz), NULL, 3.40)) AS t (at, ended, ratio) RETURNING 1",
        a=parse("acct", row),
        now=NOON,
    )
    shown = await account(world)
    assert shown.surging
    assert "surging at up to 3.4 × its weekly average" in [phrase.text for phrase in shown.why]
    assert not (await account(world, "beta.com")).surging


async def test_where_nobody_is_active_nothing_is_said_of_it(make):
    """An account by a group call alone has no sentence; one whose people were there a month ago tells of that."""
    world = await make(RULES, now=NOON)
    await world.hear(group("cookie:c1", "silent", NOON), event(BOB, "Never Scored", NOON - days(20)))
    [row] = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w AND domain IS NULL")
    async with world.database.snapshot() as connection:
        silent = await get_account(connection, world.workspace_id, row["account_id"])
    assert silent is not None
    assert silent.why == []
    assert await sentence(world) == ["its only person active in the last 30 days"]


@pytest.mark.parametrize(
    ("converted", "events", "ago", "expected"),
    [
        (True, 0, None, "Converted"),
        (False, 0, None, "New"),
        (False, 2, 0, "Active"),
        (False, 2, 29.999, "Active"),
        (False, 2, 30, "Quiet"),
        (False, 2, 89.999, "Quiet"),
        (False, 2, 90, "Inactive"),
        (False, 2, None, "Inactive"),
    ],
)
def test_status_by_the_edges(converted, events, ago, expected):
    """Who has events of the system alone has no activity."""
    last = NOON - days(ago) if ago is not None else None
    assert status(converted, events, last, NOON) == expected


async def test_contacts_are_its_leads_each_with_a_status(world):
    """In any order of theirs; nobody of another account."""
    async with world.database.transaction() as connection:
        draft = Draft(name="Asked", event_type="Demo Requested")
        await add_definition(connection, world.caller, draft, world.clock)
    found = {}
    for sort in ("-engagement_score", "name"):
        async with world.database.snapshot() as connection:
            [row] = await world.rows(
                "SELECT account_id FROM accounts WHERE workspace_id = :w AND domain = 'acme.com'"
            )
            page = await contacts_of(connection, world.workspace_id, row["account_id"], sort, Paging(1, 10))
        found[sort] = [(one.name, one.status) for one in page.rows]
        assert page.total == 3
    assert found["name"] == [(ADA, "Converted"), (BOB, "Active"), (CY, "Quiet")]
    assert found["-engagement_score"][0] == (ADA, "Converted")
