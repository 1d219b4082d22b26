"""The list of accounts: what its rows show, every filter and every order."""

import pytest

from kenbun.accounts.lists import AccountFilters
from kenbun.accounts.lists.filters import SORTS
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging
from kenbun.leads.lists import LeadFilters, list_leads
from tests.accounts.lists.companies import account_named, companies, listed, names
from tests.scoring.test_account_sums import archive
from tests.world import NOON, event, hours


async def test_a_row_shows_the_account_and_what_it_shows_of_its_leads(database):
    """Score and level by fields, the sum of engagement, leads in all and active ones, sessions, the owner of the lead
    with the highest score, the last activity, and all fields."""
    world, eve = await companies(database)
    row = (await listed(world)).rows[0]
    assert (row.name, row.domain, row.account_score, row.engagement_score) == ("Acme", "acme.com", 90, 30)
    assert (row.leads, row.active_leads, row.sessions, row.last_activity_at) == (2, 1, 3, NOON)
    assert (row.owner.user_id, row.industry) == (public("usr", eve.member_id), "Software")
    assert row.metadata == {"name": "Acme", "industry": "Software", "employees": 2000, "plan": "pro"}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["Acme", "Gamma Ltd", "beta"]),
        ({"search": "ACME"}, ["Acme"]),
        ({"search": "beta.c"}, ["beta"]),
        ({"search": "GAMMA-1"}, ["Gamma Ltd"]),
        ({"search": "%"}, []),
        ({"range": "today"}, ["Acme"]),
        ({"range": "last_7d"}, ["Acme"]),
        ({"range": "last_90d"}, ["Acme", "beta"]),
        ({"idle_days": 40}, ["Gamma Ltd", "beta"]),
        ({"idle_days": 41}, ["Gamma Ltd"]),
        ({"min_score": 60}, ["Acme", "Gamma Ltd"]),
        ({"max_score": 59}, ["beta"]),
        ({"min_engagement_score": 10}, ["Acme", "beta"]),
        ({"max_engagement_score": 9}, ["Gamma Ltd"]),
        ({"has_leads": True}, ["Acme", "Gamma Ltd", "beta"]),
        ({"has_leads": False}, []),
        ({"owner": ["me"]}, ["Acme"]),
        ({"owner": ["none"]}, ["Gamma Ltd", "beta"]),
        ({"owner": ["me", "none"]}, ["Acme", "Gamma Ltd", "beta"]),
        ({"archived": True}, []),
        ({"min_score": 60, "range": "today", "owner": ["me"], "search": "a"}, ["Acme"]),
    ],
)
async def test_each_filter_finds_those_it_names(database, filters, expected):
    """Alone and together; text is looked for as it stands, without case, in names, domains and ids."""
    world, eve = await companies(database)
    assert await names(world, eve.member_id, **filters) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Acme", "beta", "Gamma Ltd"]),
        ("-account_score", ["Acme", "Gamma Ltd", "beta"]),
        ("account_level", ["beta", "Gamma Ltd", "Acme"]),
        ("-engagement_score", ["Acme", "beta", "Gamma Ltd"]),
        ("-leads", ["Acme", "beta", "Gamma Ltd"]),
        ("-active_leads", ["Acme", "beta", "Gamma Ltd"]),
        ("sessions", ["Gamma Ltd", "beta", "Acme"]),
        ("last_activity_at", ["beta", "Acme", "Gamma Ltd"]),
        ("-last_activity_at", ["Acme", "beta", "Gamma Ltd"]),
        ("owner", ["Acme", "beta", "Gamma Ltd"]),
        ("industry", ["beta", "Acme", "Gamma Ltd"]),
        ("metadata.employees", ["beta", "Gamma Ltd", "Acme"]),
        ("-metadata.plan", ["Acme", "beta", "Gamma Ltd"]),
        ("-surging", ["beta", "Acme", "Gamma Ltd"]),
    ],
)
async def test_each_order(database, sort, expected):
    """Names without case, numbers as numbers; what has no key comes last, whichever way round; equals the more engaged
    first."""
    world, _ = await companies(database)
    await surge(world, "beta")
    assert await names(world, sort=sort) == expected


async def test_an_account_surges_until_its_surge_ends(database):
    """By the rows of its surges: one without an end."""
    world, _ = await companies(database)
    await surge(world, "beta")
    await surge(world, "Acme", ended_at=NOON)
    assert {row.name: row.surging for row in (await listed(world)).rows} == {
        "Acme": False,
        "beta": True,
        "Gamma Ltd": False,
    }


async def surge(world, name, ended_at=None):
    await world.rows(
        "INSERT INTO surges (workspace_id, account_id, started_at, ended_at, events, leads, primary_channel,"
        " multiplier, peak_events) VALUES (:w, :account, :now, :ended_at, 9, 2, 'website', 3, 9) RETURNING 1",
        account=await account_named(world, name),
        now=NOON,
        ended_at=ended_at,
    )


async def test_pages_cut_the_list_without_overlap(database):
    """In every order all pages together are the list, and each knows how many there are."""
    world, _ = await companies(database)
    for sort in SORTS:
        whole = await names(world, sort=sort)
        pages = [await listed(world, sort=sort, page=number, limit=2) for number in (1, 2, 3)]
        assert [row.name for page in pages for row in page.rows] == whole
        assert [page.total for page in pages] == [3, 3, 3]


async def test_archived_accounts_and_their_leads_are_out_of_lists(database):
    """Until a filter asks for them, or somebody is active there; the list of an account by its id shows its leads."""
    world, _ = await companies(database)
    world.clock.now += hours(1)
    await archive(world)
    assert (await names(world), sorted(await names(world, archived=True))) == (
        [],
        ["Acme", "Gamma Ltd", "beta"],
    )
    assert await world.listed() == []
    shown = await _leads(world, archived=True)
    assert len(shown) == 4
    assert len(await _leads(world, account_id=[shown[0].account["account_id"]])) > 0
    world.clock.now += hours(1)
    await world.hear(event("bob@acme.com", "Page View", world.clock()))
    assert (await names(world), len(await world.listed())) == (["Acme"], 2)


async def _leads(world, **filters):
    async with world.database.snapshot() as connection:
        return (await list_leads(connection, world.workspace_id, LeadFilters(**filters), Paging())).rows


async def test_today_begins_with_the_day_of_the_zone(make):
    """At one in the morning in Auckland, what was before midnight there was yesterday."""
    world = await make(zone="Pacific/Auckland")
    await world.hear(
        event("ada@acme.com", "Page View", NOON - hours(0.5)),
        event("bob@beta.com", "Page View", NOON - hours(1.5)),
    )
    assert await names(world, range="today") == ["acme.com"]


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"sort": "shoe_size"}, "sort"),
        ({"sort": "-metadata.shoe_size"}, "sort"),
        ({"range": "yesterday"}, "range"),
        ({"level": ["Boiling"]}, "level"),
        ({"engagement_level": ["Hot"]}, "engagement_level"),
        ({"owner": ["eve"]}, "owner"),
        ({"owner": ["me"]}, "owner"),
        ({"min_score": 2**63}, "min_score"),
        ({"idle_days": 0}, "idle_days"),
    ],
)
async def test_what_there_is_not_is_refused_by_name(database, filters, field):
    """A level, an owner, a column, a number: never a list of everything instead."""
    world, _ = await companies(database)
    with pytest.raises(Invalid) as refused:
        await listed(world, **filters)
    assert refused.value.field == field


async def test_an_owner_who_is_gone_owns_nothing(database):
    """An id of nobody finds nobody."""
    world, _ = await companies(database)
    assert await names(world, owner=[public("usr", new_id())]) == []


def test_nothing_narrows_but_filters():
    """An order shows everybody."""
    assert not AccountFilters(sort="name").narrows
    assert AccountFilters(archived=True).narrows
    assert AccountFilters(owner=["me"]).is_personal
