"""What accounts show of their leads equals a recount from leads and events, whatever happened."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kenbun.access.ticks import tick
from kenbun.erasure.erase import erase
from kenbun.kit.ids import public
from kenbun.owners.assign import Owner, assign_owner
from tests.histories import NOW, RULES, events
from tests.members import join
from tests.merging.accounts import merged as merged_accounts
from tests.merging.merged import merge, take_back
from tests.world import NOON, event, group, make_world

PEOPLE = ("ada@acme.com", "bob@acme.com", "cy@beta.com", "user:7", "cookie:c")

RECOUNT = """
    WITH done AS (
        SELECT lead_id, max(happened_at) FILTER (WHERE channel <> 'system') AS at FROM events
        WHERE workspace_id = :w AND suppressed IS NULL GROUP BY lead_id
    ), runs AS (
        SELECT lead_id, count(*) AS n FROM sessions WHERE workspace_id = :w GROUP BY lead_id
    )
    SELECT a.account_id, count(l.lead_id) AS lead_count, coalesce(sum(runs.n), 0) AS session_count,
           max(done.at) AS last_active_at, coalesce(sum(l.engagement_score), 0) AS engagement_score,
           (array_agg(l.owner_id ORDER BY l.engagement_score DESC, l.lead_id))[1] AS owner_id
    FROM accounts a
    LEFT JOIN leads l ON l.workspace_id = :w AND l.account_id = a.account_id
    LEFT JOIN done ON done.lead_id = l.lead_id
    LEFT JOIN runs ON runs.lead_id = l.lead_id
    WHERE a.workspace_id = :w
    GROUP BY a.account_id ORDER BY a.account_id
"""
SHOWN = """
    SELECT account_id, lead_count, session_count, last_active_at, engagement_score, owner_id
    FROM accounts WHERE workspace_id = :w ORDER BY account_id
"""


async def assert_counted(world):
    shown = await world.rows(SHOWN)
    assert shown == await world.rows(RECOUNT)
    return shown


def _group():
    return st.builds(
        lambda who, key, hours: group(who, key, NOW - timedelta(hours=hours)),
        st.sampled_from(PEOPLE),
        st.sampled_from(["acme", "beta"]),
        st.integers(0, 90),
    )


def _joined():
    """The visitor turns out to be somebody."""
    return st.builds(
        lambda who, hours: event([who, "cookie:c"], "Page View", NOW - timedelta(hours=hours)),
        st.sampled_from(PEOPLE[:4]),
        st.integers(0, 90),
    )


_PLACES = st.tuples(st.integers(0, 9), st.integers(0, 9))
_RUNS = st.lists(
    st.one_of(
        st.tuples(
            st.just("hear"), st.lists(st.one_of(events(PEOPLE), _group(), _joined()), min_size=1, max_size=4)
        ),
        st.tuples(st.just("merge"), _PLACES),
        st.tuples(st.just("unmerge"), st.integers(0, 9)),
        st.tuples(st.just("merge accounts"), _PLACES),
        st.tuples(st.just("unmerge accounts"), st.integers(0, 9)),
        st.tuples(st.just("own"), _PLACES),
        st.tuples(st.just("erase"), st.integers(0, 9)),
        st.tuples(st.just("wait"), st.timedeltas(timedelta(seconds=1), timedelta(days=20))),
    ),
    min_size=2,
    max_size=8,
)


async def go_through(world, run, owners):
    standing, companies = [], []
    for what, value in run:
        world.clock.forward(seconds=7)
        rows = await world.rows("SELECT lead_id FROM leads WHERE workspace_id = :w ORDER BY lead_id")
        leads = [row["lead_id"] for row in rows]
        if what == "hear":
            await world.hear(*value)
        elif what == "wait":
            world.clock.now += value
            await world.fade()
        elif what == "merge" and leads:
            target, source = (leads[place % len(leads)] for place in value)
            if target != source:
                standing += await merge(world, target, source)
        elif what == "unmerge" and standing:
            await take_back(world, standing.pop(value % len(standing)))
        elif what == "merge accounts":
            companies += await _merge_accounts(world, value)
        elif what == "unmerge accounts" and companies:
            await merged_accounts.take_back(world, companies.pop(value % len(companies)))
        elif what == "own" and leads:
            async with world.database.transaction() as connection:
                lead, owner = leads[value[0] % len(leads)], owners[value[1] % len(owners)]
                await assign_owner(connection, world.caller, [lead], owner, world.clock)
        elif what == "erase" and leads:
            await _erase(world, leads[value % len(leads)])
            standing = [one for one in standing if await _stands(world, one)]
        await assert_counted(world)


async def _merge_accounts(world, places):
    rows = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w ORDER BY account_id")
    target, source = (rows[place % len(rows)]["account_id"] for place in places)
    return await merged_accounts.merge(world, target, source) if target != source else []


async def _erase(world, lead_id):
    async with world.database.transaction() as connection:
        now = await tick(connection, world.workspace_id, world.clock)
        await erase(connection, world.workspace_id, [lead_id], now)


async def _stands(world, merge_id):
    return await world.rows(
        "SELECT 1 FROM merges WHERE workspace_id = :w AND merge_id = :merge_id", merge_id=merge_id
    )


@given(RULES, _RUNS)
async def test_accounts_show_what_a_recount_finds(database, rules, run):
    """After each of any run of events, late ones too, visitors who turn out to be somebody, merges and unmerges of
    leads and of accounts, changes of account, owners given, deletions and time that passes."""
    world = await make_world(database, rules, now=NOW)
    eve = await join(world, "Eve")
    owners = [Owner(eve.member_id, "Eve", eve.email), None]
    await world.hear(*(event(who, "Page View", NOW - timedelta(days=70)) for who in PEOPLE))
    await go_through(world, run, owners)


async def archive(world, at=None):
    await world.rows(
        "UPDATE accounts SET archived_at = :at WHERE workspace_id = :w RETURNING 1", at=at or world.clock()
    )


async def archived(world):
    rows = await world.rows("SELECT archived_at FROM accounts WHERE workspace_id = :w")
    return [row["archived_at"] is not None for row in rows]


async def test_activity_brings_an_archived_account_back(make):
    """Not what happened before it was archived, nor what the system did; and the log says why it is back."""
    world = await make()
    await world.hear(event("ada@acme.com", "Page View"))
    world.clock.forward(days=3)
    await archive(world)
    await world.hear(event("ada@acme.com", "Page View", NOON + timedelta(hours=1)))
    await world.hear(event("bob@acme.com", "Synced", world.clock(), channel="system"))
    assert await archived(world) == [True]
    world.clock.forward(days=1)
    await world.hear(event("bob@acme.com", "Page View", world.clock()))
    assert await archived(world) == [False]
    [account] = await assert_counted(world)
    [entry] = await world.rows("SELECT * FROM audit_log WHERE workspace_id = :w AND action LIKE 'account.%'")
    assert (entry["subject_id"], entry["actor_kind"], entry["after"]) == (
        public("acct", account["account_id"]),
        "system",
        {"cause": "activity"},
    )
