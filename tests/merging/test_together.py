"""Merges beside other things: of the same leads at once, while events arrive, of watched and owned leads, before a
deletion, during a publish."""

import asyncio

import pytest

from kenbun.erasure.erase import delete_lead
from kenbun.events.filters import filter_queries, history, job_queries
from kenbun.kit.errors import Conflict
from kenbun.kit.ids import parse
from kenbun.leads.field_edits import edit_fields
from kenbun.owners.assign import Owner, assign_owner
from kenbun.pipeline import take_batch
from kenbun.rejudged import follow_rejudged
from kenbun.scoring.publish import build_opened
from kenbun.watching.watch import unwatch_lead, watch_lead, watch_of
from tests.erasure.stored import rows
from tests.events.filters.filtered import Filtered
from tests.members import join
from tests.merging.merged import laid_out, merge, own_id, take_back
from tests.world import NOON, event, identify, make_world, minutes, rule

RULES = [rule("Views", "Page View", 10)]
ADA, HOME, BOB = "ada@acme.com", "ada@home.com", "bob@acme.com"


@pytest.fixture
async def world(make):
    world = await make(RULES)
    await world.hear(*(event(who, "Page View") for who in (ADA, HOME, BOB)))
    return world


async def test_of_two_merges_of_one_lead_at_once_one_is_refused(world):
    """Whoever comes second is told where the lead has gone; nobody's events count twice or are lost."""
    ada, home, bob = [await own_id(world, who) for who in (ADA, HOME, BOB)]
    done = await asyncio.gather(merge(world, ada, home), merge(world, bob, home), return_exceptions=True)
    assert sorted(type(one) for one in done if isinstance(one, Exception)) == [Conflict]
    assert sorted(row.engagement_score for row in await world.listed()) == [10, 20]


async def test_merges_into_one_another_at_once_leave_one_lead(world):
    """Ada into Bob and Bob into Ada: the second finds that they are one already."""
    ada, bob = await own_id(world, ADA), await own_id(world, BOB)
    done = await asyncio.gather(merge(world, ada, bob), merge(world, bob, ada), return_exceptions=True)
    assert len([one for one in done if isinstance(one, list)]) == 1
    assert sorted(row.engagement_score for row in await world.listed()) == [10, 20]


async def test_a_merge_taken_back_twice_at_once_is_taken_back_once(world):
    """The second is told so."""
    [merge_id] = await merge(world, ADA, HOME)
    done = await asyncio.gather(
        take_back(world, merge_id), take_back(world, merge_id), return_exceptions=True
    )
    assert len([one for one in done if isinstance(one, Conflict)]) == 1
    assert [row.engagement_score for row in await world.listed()] == [10, 10, 10]


async def test_events_arrive_while_leads_are_merged_and_taken_apart(world):
    """Batches and merges take turns: in the end each counts once, for whom it belongs to."""
    merges = []

    async def arrive():
        for number in range(20):
            await world.say(event((ADA, HOME)[number % 2], "Page View", NOON - minutes(number)))
            await take_batch(world.database, world.workspace_id, world.clock)

    async def back_and_forth():
        for _ in range(4):
            merges.extend(await merge(world, ADA, HOME))
            await asyncio.sleep(0.01)
            await take_back(world, merges[-1])

    await asyncio.gather(arrive(), back_and_forth())
    await world.work_off()
    assert (await world.score(ADA), await world.score(HOME)) == (110, 110)
    await merge(world, HOME, ADA)
    assert await world.score(ADA) == 220


async def test_whoever_watched_either_watches_the_merged_lead(world):
    """What was said of the target is what is seen; taken apart each has its own again, notes and all."""
    eve, mia = await join(world, "Eve"), await join(world, "Mia")
    ada, home = await own_id(world, ADA), await own_id(world, HOME)

    async def say(who, lead, note):
        async with world.database.transaction() as connection:
            await watch_lead(connection, who, lead, {"note": note}, world.clock())

    async def said(who, lead):
        async with world.database.snapshot() as connection:
            found = await watch_of(connection, who, lead)
        return found.note if found else None

    await say(eve, ada, "of Ada")
    await say(eve, home, "of home")
    await say(mia, home, "Mia's")
    [merge_id] = await merge(world, ada, home)
    assert (await said(eve, ada), await said(mia, ada)) == ("of Ada", "Mia's")
    async with world.database.transaction() as connection:
        await unwatch_lead(connection, eve, ada, world.clock())
    await take_back(world, merge_id)
    assert [await said(who, lead) for who in (eve, mia) for lead in (ada, home)] == [
        None,
        "of home",
        None,
        "Mia's",
    ]


async def test_the_owner_of_the_source_is_shown_where_the_target_has_none(world):
    """Decided anew it stays with the target; the source has its own back. Rows are for what people decided alone."""
    eve, mia = await join(world, "Eve"), await join(world, "Mia")

    async def give(who, lead):
        async with world.database.transaction() as connection:
            owner = Owner(who.user_id, who.name, who.email) if who else None
            await assign_owner(connection, world.caller, [await own_id(world, lead)], owner, world.clock)

    async def owner(lead):
        row = await world.lead(lead)
        return row.owner.name if row.owner else None

    await give(eve, HOME)
    [merge_id] = await merge(world, ADA, HOME)
    assert await owner(ADA) == "Eve"
    assert not (await take_back(world, merge_id)).stays.owner
    assert (await owner(ADA), await owner(HOME)) == (None, "Eve")
    [merge_id] = await merge(world, ADA, HOME)
    await give(mia, ADA)
    assert (await take_back(world, merge_id)).stays.owner
    assert (await owner(ADA), await owner(HOME)) == ("Mia", "Eve")
    [merge_id] = await merge(world, BOB, HOME)
    await give(None, BOB)
    assert await owner(BOB) is None
    changes = await world.rows("SELECT count(*) AS n FROM lead_owner_changes WHERE workspace_id = :w")
    assert changes[0]["n"] == 3


async def test_what_a_person_chose_stands(world):
    """Of accounts and fields, whatever calls say later; released it is the calls' again; undone it was never said."""
    await world.hear(
        identify(ADA, NOON - minutes(9), title="CTO"), identify(HOME, NOON - minutes(5), title="CEO")
    )
    before = await laid_out(world)
    account = (await world.lead(ADA)).account
    [merge_id] = await merge(
        world, ADA, HOME, account_id=parse("acct", account["account_id"]), fields={"title": ADA}
    )
    world.clock.forward(minutes=1)
    await world.hear(event(HOME, "Page View", world.clock(), account_id="other", job_title="CFO"))
    row = await world.lead(ADA)
    assert (row.title, row.account) == ("CTO", row.account | {"account_id": account["account_id"]})
    async with world.database.transaction() as connection:
        await edit_fields(
            connection,
            world.caller,
            "lead",
            await own_id(world, ADA),
            {"title": None},
            world.clock,
            by_hand=True,
        )
    assert (await world.lead(ADA)).title == "CFO"
    await take_back(world, merge_id)
    assert ((await world.lead(ADA)).title, (await world.lead(HOME)).title) == ("CTO", "CFO")
    after = await laid_out(world)
    ada = [one for one in after["leads"] if one["lead_id"] == await own_id(world, ADA)]
    assert ada == [one for one in before["leads"] if one["lead_id"] == await own_id(world, ADA)]


async def test_deleting_a_root_deletes_all_under_it(world):
    """Nothing of either is left but in the audit log; one that is merged is not deleted by its own id."""
    [merge_id] = await merge(world, BOB, HOME)
    await take_back(world, merge_id)
    await merge(world, ADA, HOME, fields={"email": HOME})
    ada, home = await own_id(world, ADA), await own_id(world, HOME)
    async with world.database.transaction() as connection:
        with pytest.raises(Conflict):
            await delete_lead(connection, world.caller, home, world.clock)
    async with world.database.transaction() as connection:
        await delete_lead(connection, world.caller, ada, world.clock)
    left = await rows(world)
    for table, some in left.items():
        for one in some if table not in ("audit_log", "touched_leads", "previous_due") else ():
            assert str(ada) not in one, table
            assert str(home) not in one, table
            assert HOME not in one, table
    assert [row.engagement_score for row in await world.listed()] == [10]


async def test_a_version_that_is_being_built_knows_of_merges(world):
    """Merged and taken apart while a publish is on its way, leads have the scores of their events by the new rules."""
    version_id = await world.open([rule("Views", "Page View", 7)])
    assert version_id
    await merge(world, ADA, HOME)
    [merge_id] = await merge(world, BOB, ADA)
    await take_back(world, merge_id)
    await build_opened(world.database, world.workspace_id, world.clock)
    assert sorted(row.engagement_score for row in await world.listed()) == [7, 14]
    states = await world.rows("SELECT DISTINCT lead_id FROM lead_states WHERE workspace_id = :w")
    assert len(states) == 2


async def test_history_is_judged_for_leads_that_were_merged_meanwhile(database):
    """Filters applied to history reach what came with a merge to a lead that the job had behind it."""
    world = await make_world(database, RULES)
    bots = {
        "kind": "attribute",
        "name": "Bots",
        "conditions": {"field": "metadata.bot", "operator": "is_not_empty"},
    }
    filtered = Filtered(world, [bots])
    await filtered.begin()
    await world.hear(event(ADA, "Page View"), event(HOME, "Page View", bot="yes"), event(HOME, "Page View"))
    ada, home = sorted([await own_id(world, ADA), await own_id(world, HOME)])
    await filtered.switch({0})
    async with world.database.transaction() as connection:
        job_id = await history.open_job(connection, world.caller, world.clock)
        # as far as the first lead
        await job_queries.set_job(connection, world.workspace_id, job_id, lead_cursor=ada, done=1)
        await filter_queries.move_on(connection, world.workspace_id)
    await merge(world, ada, home)
    await history.run_opened(world.database, world.workspace_id, world.clock, follow_rejudged)
    assert [(row.event_count, row.engagement_score) for row in await world.listed()] == [(2, 20)]
