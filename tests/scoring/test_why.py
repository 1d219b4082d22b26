"""Why a lead stands where it does: at most three phrases, each about a line of its receipt."""

from kenbun.scoring import why_queries
from tests.fits import add_fit, fit_rule
from tests.world import NOON, days, event, hours, identify, rule

VIEWED, PRICED, GONE = (
    rule("Viewed", "Page View", 1, 7),
    rule("Priced", "Pricing", 20, 30),
    rule("Gone", "Gone", -5),
)
BOSS, CITY, BAD = (
    fit_rule("Boss", "title", "equals", "Boss", 30),
    fit_rule("Rome", "city", "equals", "Rome", 80),
    fit_rule("Bad", "country", "is_not_empty", None, -99),
)


async def why(world, who="ada@acme.com"):
    return [(one.kind, one.text) for one in (await world.lead(who)).why]


async def test_fit_behaviour_and_recency_each_have_a_phrase(make):
    """The rule about fields that gives most, what is worth most of late, what came last."""
    world = await make([VIEWED, PRICED])
    await add_fit(world, "profile", [BOSS, CITY, BAD])
    await world.hear(
        identify("ada@acme.com", title="Boss", city="Rome", country="Italy"),
        event("ada@acme.com", "Pricing", NOON - days(9)),
        event("ada@acme.com", "Page View", NOON - days(1)),
    )
    assert await why(world) == [("fit", "Rome"), ("behaviour", "Priced"), ("recency", "Viewed yesterday")]


async def test_where_there_is_nothing_to_say_there_is_no_phrase(make):
    """Nothing of late, nothing that fits, or nothing at all."""
    world = await make([VIEWED, GONE])
    await add_fit(world, "profile", [BOSS, BAD])
    await world.hear(
        event("ada@acme.com", "Page View", NOON - days(31)),
        identify("bob@acme.com", country="Italy"),
        event("cy@acme.com", "Gone", NOON - days(2)),
        event("dora@acme.com", "Unknown"),
    )
    found = {who: await why(world, f"{who}@acme.com") for who in ("ada", "bob", "cy", "dora")}
    assert found == {"ada": [], "bob": [], "cy": [("recency", "Gone 2 days ago")], "dora": []}


async def test_the_same_rule_is_not_named_twice(make):
    """By the days of the workspace's zone."""
    world = await make([PRICED], zone="Pacific/Auckland")
    await world.hear(event("ada@acme.com", "Pricing", NOON - hours(2)))
    assert await why(world) == [("behaviour", "Priced"), ("recency", "Last one yesterday")]


async def test_another_event_is_known_at_once(make):
    """What is remembered holds until there is one, or rules are published."""
    world = await make([VIEWED, PRICED])
    await world.hear(event("ada@acme.com", "Page View", NOON - hours(3)))
    assert await why(world) == [("behaviour", "Viewed"), ("recency", "Last one today")]
    await world.hear(event("ada@acme.com", "Pricing", NOON - hours(2)))
    assert await why(world) == [("behaviour", "Priced"), ("recency", "Last one today")]
    await world.publish([VIEWED])
    assert await why(world) == [("behaviour", "Viewed"), ("recency", "Last one today")]


async def test_the_work_does_not_grow_with_a_history(make, monkeypatch):
    """Of each lead a bounded number of events is looked at, the latest."""
    monkeypatch.setattr(why_queries, "_LATEST_EVENTS", 3)
    world = await make([VIEWED, PRICED])
    early = [event("ada@acme.com", "Pricing", NOON - days(5)) for _ in range(9)]
    await world.hear(
        *early, *(event("ada@acme.com", "Page View", NOON - hours(each)) for each in range(1, 4))
    )
    assert await why(world) == [("behaviour", "Viewed"), ("recency", "Last one today")]
