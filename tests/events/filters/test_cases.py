"""Filters, on cases worked out by hand."""

import pytest

from kenbun.conversions.definitions import Draft, add_definition
from kenbun.kit.ids import parse
from kenbun.scoring.fit.account_receipt import explain_account
from kenbun.scoring.publish import build_opened
from tests.events.filters.filtered import Filtered
from tests.world import NOON, event, minutes, rule

ADA = "ada@acme.com"
VIEWED = rule("Viewed", "Page View", 5)
BURST = {
    "kind": "velocity",
    "event_type": "Page View",
    "count": 2,
    "window_seconds": 600,
    "keep_first": True,
}
BOTS = {
    "kind": "attribute",
    "event_type": None,
    "conditions": {"field": "metadata.bot", "operator": "equals", "value": True},
}


def view(minute, who=ADA, **more):
    return event(who, "Page View", NOON + minutes(minute), **more)


async def filtered(make, *filters, rules=(VIEWED,)):
    some = Filtered(await make(list(rules)), list(filters))
    await some.begin()
    await some.switch(set(range(len(filters))))
    return some


async def test_a_burst_takes_back_what_it_scored(make):
    """Two views score; with the third it is a burst, of which the first alone stays, in score, session and counts."""
    some = await filtered(make, BURST)
    await some.world.hear(view(0), view(4))
    before = await some.world.lead(ADA)
    assert (before.engagement_score, before.event_count) == (10, 2)
    await some.world.hear(view(8))
    after = await some.world.lead(ADA)
    assert (after.engagement_score, after.event_count, after.last_active_at) == (5, 1, NOON)
    [session] = await some.world.rows("SELECT * FROM sessions WHERE workspace_id = :w")
    assert (session["started_at"], session["ended_at"], session["event_count"]) == (NOON, NOON, 1)
    account_id = parse("acct", after.account["account_id"])
    for at, score in ((before.scored_at, 10), (after.scored_at, 5)):
        assert (await some.world.explain(after.lead_id, at)).score == score
        async with some.world.database.snapshot() as connection:
            receipt = await explain_account(connection, some.world.workspace_id, account_id, at)
        assert receipt.scores[-1].score == score


async def test_a_late_event_can_be_the_first_of_a_burst(make):
    """Then it scores in place of the one that was the first until then."""
    some = await filtered(make, BURST)
    await some.world.hear(view(10), view(12), view(14))
    await some.world.hear(view(5, message_id="late"))
    suppressed = await some.suppressed()
    assert suppressed.pop("late") is None
    assert set(suppressed.values()) == {"inorganic_grouped"}
    assert await some.world.score(ADA) == 5


async def test_a_late_event_joins_two_runs(make):
    """Neither was a burst alone; together they are one, whose first event scores."""
    some = await filtered(make, BURST)
    await some.world.hear(view(0), view(12))
    assert await some.world.score(ADA) == 10
    await some.world.hear(view(6), view(7))
    assert list((await some.suppressed()).values()).count("inorganic_grouped") == 3
    assert await some.world.score(ADA) == 5


async def test_a_filter_leaves_alone_what_came_before_it(make):
    """Earlier events count, and stay; only history judged again takes them in."""
    some = await filtered(make, BURST | {"keep_first": False})
    await some.switch(set())
    await some.world.hear(view(0), view(1), view(2))
    assert await some.world.score(ADA) == 15
    await some.switch({0})
    await some.world.hear(view(3))
    assert await some.world.score(ADA) == 15
    await some.apply()
    assert await some.world.score(ADA) == 10


async def test_a_suppressed_event_makes_no_lead_and_stays_without_one(make):
    """Also when somebody is known by its alias later; of one who is known it still tells another alias."""
    some = await filtered(make, BOTS)
    await some.world.hear(view(0, bot=True, message_id="stray"))
    assert await some.world.listed() == []
    assert await some.leadless() == {"stray"}
    await some.world.hear(view(1), view(2, [ADA, "cookie:c1"], bot=True))
    [lead] = await some.world.listed()
    assert (lead.event_count, len(lead.aliases)) == (1, 2)
    assert await some.leadless() == {"stray"}
    await some.switch(set())
    await some.apply()
    [lead] = await some.world.listed()
    assert (lead.event_count, await some.leadless()) == (3, set())


async def test_a_conversion_by_a_suppressed_event_is_none(make):
    """It was one until a late event, which is filtered itself, made a burst of it; freed, it is one again."""
    some = await filtered(make, BURST, BOTS)
    async with some.world.database.transaction() as connection:
        await add_definition(
            connection, some.world.caller, Draft("Seen", event_type="Page View"), some.world.clock
        )

    async def converted():
        rows = await some.world.rows("SELECT at FROM conversions WHERE workspace_id = :w")
        return [row["at"] for row in rows]

    await some.world.hear(view(10), view(12))
    assert await converted() == [NOON + minutes(10)]
    await some.world.hear(view(5, bot=True))
    assert await converted() == []
    await some.switch(set())
    await some.apply()
    assert await converted() == [NOON + minutes(5)]


@pytest.mark.parametrize("by_history", [False, True])
async def test_a_publish_under_way_follows(make, by_history):
    """What is suppressed while a version is built is suppressed in it, even where nothing is left of a lead."""
    some = await filtered(make, BURST, BOTS)
    await some.switch({0})
    await some.world.hear(view(0), view(4), view(30, "bob@acme.com", bot=True))
    await some.world.open([rule("Viewed", "Page View", 7)])
    if by_history:
        await some.switch({0, 1})
        await some.apply()
    else:
        await some.world.hear(view(8))
    await build_opened(some.world.database, some.world.workspace_id, some.world.clock)
    assert await some.world.score(ADA) == (14 if by_history else 7)
    assert await some.world.score("bob@acme.com") == (0 if by_history else 7)


async def test_who_is_left_with_nothing_scores_nothing(make):
    """All that a lead did is suppressed: score, level and session go, with a change that says why; the lead stays."""
    some = await filtered(make, BOTS)
    await some.switch(set())
    await some.world.hear(*(view(minute, bot=True) for minute in range(10)))
    assert (await some.world.lead(ADA)).engagement_level == "Hot"
    await some.switch({0})
    await some.apply()
    lead = await some.world.lead(ADA)
    assert (lead.engagement_score, lead.engagement_level, lead.last_active_at) == (0, "Cold", None)
    assert await some.world.rows("SELECT 1 FROM sessions WHERE workspace_id = :w") == []
    [change] = await some.world.rows(
        "SELECT * FROM level_changes WHERE workspace_id = :w AND to_level = 'Cold'"
    )
    assert (change["from_level"], change["cause"]) == ("Hot", "filter")


async def test_a_burst_that_came_late_goes_on_behind_what_the_filter_left_alone(make):
    """The event before says nothing then, since it is older than the filter: the whole run has to be looked at."""
    some = await filtered(make, BURST)
    await some.switch(set())
    await some.world.hear(view(10, message_id="old"))
    await some.switch({0})
    await some.world.hear(view(1, message_id="first"), view(2), view(3))
    await some.world.hear(view(19, message_id="last"))
    suppressed = await some.suppressed()
    assert (suppressed["old"], suppressed["first"]) == (None, None)
    assert suppressed["last"] == "inorganic_grouped"


async def test_a_burst_of_before_the_filter_is_none(make):
    """Three were too many, but nobody minded then; what follows slowly enough scores."""
    some = await filtered(make, BURST)
    await some.switch(set())
    await some.world.hear(view(0), view(1), view(2))
    await some.switch({0})
    await some.world.hear(view(11))
    assert set((await some.suppressed()).values()) == {None}


async def test_what_history_was_judged_by_holds_when_a_late_event_comes(make):
    """Older than the filter, but judged by it since: too many with the one that came late."""
    some = await filtered(make, BURST | {"keep_first": False})
    await some.switch(set())
    await some.world.hear(view(0), view(2, message_id="judged"))
    await some.switch({0})
    await some.world.hear(view(1, "bob@acme.com"))
    await some.apply()
    await some.world.hear(view(1))
    assert (await some.suppressed())["judged"] == "inorganic"


async def test_a_filter_that_is_gone_still_judges_what_came_under_it(make):
    """Until history is judged without it: then it is forgotten."""
    some = await filtered(make, BURST | {"keep_first": False})
    await some.world.hear(view(0), view(2, message_id="under it"))
    await some.switch(set())
    await some.world.hear(view(1))
    assert (await some.suppressed())["under it"] == "inorganic"
    await some.apply()
    assert (await some.suppressed())["under it"] is None
    await some.world.hear(view(1.5))
    assert (await some.suppressed())["under it"] is None
