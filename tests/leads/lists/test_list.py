"""The list of leads: filtered, sorted, a page at a time, and each workspace its own."""

from typing import NamedTuple

import pytest
from sqlalchemy import text

from kenbun.accounts.archive import archive_accounts
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.leads.lists import LeadFilters, company_queries, first_queries, list_leads, page_queries, rows_of
from kenbun.owners.assign import Owner, assign_owner
from kenbun.scoring.history.previous import look_back_all
from kenbun.watching.watch import watch_leads
from tests.fits import add_fit, fit_rule
from tests.members import join
from tests.merging.merged import merge
from tests.world import NOON, days, event, group, hours, identify, minutes, rule

RULES = [rule("Points", "Page View", 1), rule("Thirty", "Form Sent", 30), rule("Sixty", "Demo Requested", 60)]


@pytest.fixture
async def world(make):
    """Ada is Hot and was active an hour ago, Bob Warm two days ago, Cy Cold 40 days ago, Dora did nothing.

    Ada is a chief, which is a Strong Fit; Bob's company is Standard, Ada's Low Priority. Eve looks after Bob, and
    watches Ada and Dora; Bea looks after Dora.
    """
    world = await make(RULES)
    await add_fit(world, "profile", [fit_rule("Chief", "title", "starts_with", "C", 60)])
    await add_fit(world, "account", [fit_rule("Beta", "domain", "equals", "beta.com", 20)])
    await world.hear(
        event("ada@acme.com", "Demo Requested", NOON - hours(1)),
        event("ada@acme.com", "Page View", NOON - hours(2)),
        identify("ada@acme.com", name="Ada Lovelace", title="CTO", company="Acme"),
        event("bob@beta.com", "Form Sent", NOON - days(2)),
        event("cookie:cy_1", "Page View", NOON - days(40)),
        identify("dora@gmail.com", name="Dora Straße", title="Head of Vp", company_size="50.0"),
        group("bob@beta.com", "beta", plan="Pro"),
    )
    eve, bea = await join(world, "Eve"), await join(world, "Bea")
    ids = [
        await world.lead_by_alias(("email", name))
        for name in ("bob@beta.com", "dora@gmail.com", "ada@acme.com")
    ]
    async with world.database.transaction() as connection:
        await assign_owner(connection, eve, ids[:1], Owner(eve.user_id, "Eve", eve.email), world.clock)
        await assign_owner(connection, eve, ids[1:2], Owner(bea.user_id, "Bea", bea.email), world.clock)
        await watch_leads(connection, eve, ids[1:], world.clock())
    await look_back_all(world.database, world.workspace_id, world.clock)
    return world


async def member(world, name="Eve"):
    [row] = await world.rows(
        "SELECT user_id FROM members m JOIN users u USING (user_id) WHERE m.workspace_id = :w AND u.name = :name",
        name=name,
    )
    return row["user_id"]


async def names(world, limit=100, page=1, member_id=None, **filters):
    async with world.database.snapshot() as connection:
        found = await list_leads(
            connection, world.workspace_id, LeadFilters(**filters), Paging(page=page, limit=limit), member_id
        )
    return [row.name for row in found.rows]


ADA, BOB, CY, DORA = "Ada Lovelace", "bob@beta.com", "cy_1", "Dora Straße"


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-engagement_score", [ADA, BOB, CY, DORA]),
        ("engagement_score", [DORA, CY, BOB, ADA]),
        ("-last_active_at", [ADA, BOB, CY, DORA]),
        ("last_active_at", [CY, BOB, ADA, DORA]),
        ("-profile_score", [ADA, BOB, CY, DORA]),
        ("profile_score", [BOB, CY, DORA, ADA]),
        ("-previous_score", [CY, ADA, BOB, DORA]),
        ("-event_count", [ADA, BOB, CY, DORA]),
        ("name", [ADA, BOB, CY, DORA]),
        ("email", [ADA, BOB, DORA, CY]),
        ("-account_score", [BOB, ADA, DORA, CY]),
        ("account_score", [ADA, BOB, CY, DORA]),
        ("title", [ADA, DORA, BOB, CY]),
        ("-title", [DORA, ADA, CY, BOB]),
        ("company", [ADA, BOB, CY, DORA]),
        ("-account", [BOB, ADA, DORA, CY]),
        ("account", [ADA, BOB, CY, DORA]),
        ("-owner", [BOB, DORA, ADA, CY]),
        ("owner", [DORA, BOB, ADA, CY]),
    ],
)
async def test_sorting(world, sort, expected):
    """By each column; who has nothing there comes last both ways; names without case; equals by their making."""
    assert await names(world, sort=sort) == expected
    for limit in (1, 3):
        pages = [await names(world, sort=sort, limit=limit, page=page) for page in range(1, 5)]
        assert [name for page in pages for name in page] == expected
    assert await names(world, sort=sort, where=["name not_equals nobody"]) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [ADA, BOB, CY, DORA]),
        ({"level": ["Hot"]}, [ADA]),
        ({"level": ["hot", "Warm"]}, [ADA, BOB]),
        ({"level": ["Cold"], "min_score": 1}, [CY]),
        ({"level": ["Unclassified"]}, []),
        ({"min_score": 30}, [ADA, BOB]),
        ({"max_score": 30}, [BOB, CY, DORA]),
        ({"min_score": 2, "max_score": 60}, [BOB]),
        ({"profile_level": ["strong fit"]}, [ADA]),
        ({"profile_level": ["Poor Fit"], "level": ["Warm"]}, [BOB]),
        ({"min_profile_score": 1}, [ADA]),
        ({"max_profile_score": 0}, [BOB, CY, DORA]),
        ({"account_level": ["Standard"]}, [BOB]),
        ({"account_level": ["Standard", "Low Priority"]}, [ADA, BOB]),
        ({"last_active": "24h"}, [ADA]),
        ({"last_active": "7d"}, [ADA, BOB]),
        ({"last_active": "older_30d"}, [CY, DORA]),
        ({"search": "LOVELACE"}, [ADA]),
        ({"search": "acme"}, [ADA]),
        ({"search": "strasse"}, [DORA]),
        ({"search": "y_1"}, [CY]),
        ({"search": "c%1"}, []),
        ({"search": "nobody"}, []),
        ({"min_account_score": 1}, [BOB]),
        ({"max_account_score": 0, "account_level": ["Low Priority"]}, [ADA]),
        ({"owner": ["none"]}, [ADA, CY]),
        ({"event_type": ["page_view"]}, [ADA, CY]),
        ({"event_type": ["Page View", "demo-requested"]}, [ADA]),
        ({"event_type": ["never seen"]}, []),
        ({"where": ["title equals cto"]}, [ADA]),
        ({"where": ["title contains VP"]}, [DORA]),
        ({"where": ["title one_of head of vp|CTO", "company is_not_empty"]}, [ADA]),
        ({"where": ["title is_empty"]}, [BOB, CY]),
        ({"where": ["title not_equals cto"]}, [BOB, CY, DORA]),
        ({"where": ["company_size equals 50"]}, [DORA]),
        ({"where": ["company_size between 49|51"]}, [DORA]),
        ({"where": ["account.plan equals pro"]}, [BOB]),
        ({"where": ["account.plan not_equals pro"]}, [ADA, CY, DORA]),
        ({"where": ["account.domain ends_with .com"]}, [ADA, BOB]),
        ({"where": ["title contains o"], "search": "a", "last_active": "24h"}, [ADA]),
    ],
)
async def test_filtering(world, filters, expected):
    """By level, score, activity and text, alone and together."""
    assert await names(world, **filters) == expected


async def test_filtering_by_people(world):
    """Whose they are, and whom a member watches, hangs on who asks; of several owners any will do."""
    eve, bea = await member(world), await member(world, "Bea")
    assert await names(world, member_id=eve, owner=["me"]) == [BOB]
    assert await names(world, member_id=bea, owner=["me"]) == [DORA]
    assert await names(world, owner=[public("usr", eve), "none"]) == [ADA, BOB, CY]
    assert await names(world, member_id=eve, watched=True) == [ADA, DORA]
    assert await names(world, member_id=bea, watched=True) == []
    beta = (await world.lead("bob@beta.com")).account["account_id"]
    assert await names(world, account_id=[beta, public("acct", eve)]) == [BOB]


async def test_pages_and_total(world):
    """A page is a piece of the whole, and the total counts what the filters leave."""
    assert await names(world, limit=3) == [ADA, BOB, CY]
    assert await names(world, limit=3, page=2) == [DORA]
    async with world.database.snapshot() as connection:
        found = await list_leads(
            connection, world.workspace_id, LeadFilters(min_score=1), Paging(page=1, limit=2)
        )
    assert (found.total, len(found.rows)) == (3, 2)


async def test_who_did_something_is_counted_as_they_are_listed(world):
    """Merged ones count once, whatever else is asked for."""
    await merge(world, "ada@acme.com", "cookie:cy_1")
    for filters, total in (({}, 1), ({"min_score": 1}, 1), ({"max_score": 0}, 0), ({"search": "ada"}, 1)):
        async with world.database.snapshot() as connection:
            asked = LeadFilters(event_type=["Page View"], **filters)
            found = await list_leads(connection, world.workspace_id, asked, Paging(page=1, limit=2))
        assert (found.total, len(found.rows)) == (total, total), filters


async def test_a_row_tells_all_that_lists_show(world):
    """Names, aliases, account, score, level, counts and times."""
    row = await world.lead("ada@acme.com")
    assert (row.name, row.title, row.company) == (ADA, "CTO", "Acme")
    assert (row.engagement_score, row.engagement_level, row.event_count) == (61, "Hot", 2)
    assert row.aliases == [{"kind": "email", "value": "ada@acme.com"}]
    assert (row.profile_score, row.profile_level) == (60, "Strong Fit")
    assert (row.account["account_score"], row.account["account_level"]) == (0, "Low Priority")
    assert row.account["engagement_score"] == 61
    assert (row.account["name"], row.account["domain"]) == ("acme.com", "acme.com")
    assert row.owner is None
    assert (await world.lead("bob@beta.com")).owner.name == "Eve"
    assert row.last_active_at == NOON - hours(1)
    assert row.scored_at >= NOON


async def test_rows_come_in_the_order_asked_for(world):
    """Who is gone is left out."""
    ada = await world.lead_by_alias(("email", "ada@acme.com"))
    bob = await world.lead_by_alias(("email", "bob@beta.com"))
    async with world.database.snapshot() as connection:
        rows = await rows_of(connection, world.workspace_id, [bob, world.workspace_id, ada])
    assert [row.name for row in rows] == [BOB, ADA]


async def test_other_workspaces_have_lists_of_their_own(world, make):
    """Nothing of one is in another's list, search or rows."""
    other = await make(RULES)
    ada = await world.lead_by_alias(("email", "ada@acme.com"))
    assert await names(other) == await names(other, search="ada") == []
    async with other.database.snapshot() as connection:
        assert await rows_of(connection, other.workspace_id, [ada]) == []


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"sort": "colour"}, "sort"),
        ({"last_active": "yesterday"}, "last_active"),
        ({"min_score": 2**70}, "min_score"),
        ({"level": ["Lukewarm"]}, "level"),
        ({"profile_level": ["Hot"]}, "profile_level"),
        ({"account_level": ["Hot"]}, "account_level"),
        ({"max_profile_score": -(2**70)}, "max_profile_score"),
        ({"watched": True}, "watched"),
        ({"owner": ["me"]}, "owner"),
        ({"owner": ["eve"]}, "owner"),
        ({"account_id": ["acme"]}, "account_id"),
        ({"where": ["title"]}, "where"),
        ({"where": ["title resembles x"]}, "where"),
        ({"where": ["shoe_size equals 43"]}, "where"),
        ({"where": ["metadata.path equals /"]}, "where"),
        ({"where": ["title contains"]}, "where"),
        ({"where": ["title in_last soon"]}, "where"),
        ({"where": ["title is_empty"] * 21}, "where"),
    ],
)
async def test_filters_that_mean_nothing_are_refused(world, filters, field):
    """The field at fault is named."""
    with pytest.raises(Invalid) as refused:
        await names(world, **filters)
    assert refused.value.field == field


# filters, and whom of the people below they find
FOUND = [
    ({"search": "even"}, lambda who: who.even and who.number < 22),
    ({"search": "late"}, lambda who: who.number > 21),
    ({"where": ["title contains head"]}, lambda who: not who.even),
    ({"where": ["title not_contains head"]}, lambda who: who.even),
    (
        {"where": ["title one_of head 1|HEAD 3", "company is_empty"]},
        lambda who: who.title in ("Head 1", "Head 3"),
    ),
    (
        {"where": ["title ends_with 1"], "event_type": ["Page View"]},
        lambda who: who.title[-1] == "1" and who.views,
    ),
    ({"event_type": ["Page View"]}, lambda who: who.views),
    ({"event_type": ["Page View", "Form Sent"]}, lambda who: who.views and who.number % 4 == 0),
    ({"where": ["account.plan equals pro"]}, lambda who: who.even),
    ({"where": ["account.plan not_equals pro"]}, lambda who: not who.even),
    (
        {"where": ["account.plan equals pro", "title is_not_empty"], "min_score": 3},
        lambda who: who.even and who.views > 2,
    ),
    ({"where": ["country equals de"], "search": "acme"}, lambda who: who.even and who.country),
    ({}, lambda who: True),
]


class Somebody(NamedTuple):
    """Every other one is at Acme, every third of the others at Beta."""

    number: int

    @property
    def even(self) -> bool:
        return self.number % 2 == 0

    @property
    def views(self) -> int:
        return self.number // 3

    @property
    def title(self) -> str:
        return f"{'Clerk' if self.even else 'Head'} {self.number % 5}"

    @property
    def country(self) -> bool:
        return self.number % 4 == 0

    @property
    def email(self) -> str:
        name = "late" if self.number > 21 else "even" if self.even else "odd"
        return f"{name}{self.number:02}@{'acme' if self.even else 'beta' if self.number % 3 == 0 else 'gmail'}.com"


@pytest.fixture
async def people(make):
    """Twenty-four, and one whose account is archived, whom lists leave out."""
    world = await make([rule("Viewed", "Page View", 1)])
    for number in range(24):
        who = Somebody(number)
        calls = [event(who.email, "Page View", NOON + minutes(number)) for _ in range(who.views)]
        calls += [event(who.email, "Form Sent", NOON)] if number % 4 == 0 else []
        country = {"country": "DE"} if who.country else {}
        await world.hear(*calls, identify(who.email, title=who.title, **country))
    await world.hear(
        group("even00@acme.com", "acme", plan="Pro"),
        event("even@old.com", "Page View", NOON),
        identify("even@old.com", title="Head 1"),
        group("even@old.com", "old", plan="Pro"),
    )
    old = (await world.lead("even@old.com")).account["account_id"]
    async with world.database.transaction() as connection:
        caller = await join(world, "Eve")
        await archive_accounts(connection, caller, [parse("acct", old)], world.clock, archived=True)
    return world


# by a column of the leads' own rows without and with an index, of profiles, of accounts, of owners
@pytest.mark.parametrize(
    "column",
    [
        "last_active_at",
        "engagement_score",
        "name",
        "title",
        "account",
        "account_score",
        "owner",
        "segment_since",
    ],
)
async def test_many_are_found_as_few_are(people, monkeypatch, column):
    """By a walk along an index, among the first by the sort, or by sorting all that match: whoever meets the filters,
    in the order of the whole list, and as many as there are."""
    monkeypatch.setattr(first_queries, "_FIRST", 20)
    for sort in (column, f"-{column}"):
        everyone = [name for page in await _pages(people, LeadFilters(sort=sort), 24) for name in page[1]]
        assert len(everyone) == 24
        for filters, meets in FOUND:
            expected = [name for name in everyone if meets(Somebody(int(name.split("@")[0][-2:])))]
            for few in (40_000, 0):
                monkeypatch.setattr(page_queries, "FEW", few)
                monkeypatch.setattr(company_queries, "_FEW", few)
                found = await _pages(people, LeadFilters(sort=sort, **filters), 2, 40)
                assert found == [(len(expected), expected[page - 1 : page]) for page in (2, 40)], filters


async def test_all_whom_a_search_finds_may_come_last(people, monkeypatch):
    """Then nobody is among the first who are looked at: they are not looked at each time, and what is set for the long
    way is set for that statement alone."""
    looked, among_first = [], first_queries._among_first

    def counted(*place):
        looked.append(place)
        return among_first(*place)

    monkeypatch.setattr(first_queries, "_among_first", counted)
    monkeypatch.setattr(page_queries, "FEW", 0)
    filters = LeadFilters(sort="account", search="odd")
    async with people.database.snapshot() as connection:
        before = (await connection.execute(text("SHOW parallel_setup_cost"))).scalar_one()
        pages = [
            await list_leads(connection, people.workspace_id, filters, Paging(1, limit=1)) for _ in range(2)
        ]
        assert (await connection.execute(text("SHOW parallel_setup_cost"))).scalar_one() == before
    assert len(looked) == 1
    assert [[row.name.partition("@")[2] for row in page.rows] for page in pages] == 2 * [["beta.com"]]


async def _pages(world, filters, *pages):
    limit = 24 if pages == (24,) else 1
    async with world.database.snapshot() as connection:
        found = [
            await list_leads(connection, world.workspace_id, filters, Paging(1 if limit > 1 else page, limit))
            for page in pages
        ]
    return [(page.total, [row.name for row in page.rows]) for page in found]
