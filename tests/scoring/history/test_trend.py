"""Arrows: how far scores have moved in seven days, under the rules of now."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.fits import add_fit, fit_rule
from tests.histories import NOW, RULES, ZONES, batches, histories
from tests.interpreter.scores import score_at
from tests.scoring.history.test_record import PAGE
from tests.world import days, event, identify, make_world, rule


@given(
    RULES,
    ZONES,
    histories(),
    st.timedeltas(timedelta(0), timedelta(days=20)),
    st.data(),
    st.booleans(),
    st.booleans(),
)
async def test_the_trend_is_the_score_less_that_of_a_week_ago(
    database, rules, zone, calls, wait, data, publish, negative
):
    """As worked out by hand from the events that had happened by then: whatever the rules, the order and the wait."""
    world = await make_world(database, rules, zone=zone, now=NOW, negative=negative)
    await world.say(*calls)
    for size in data.draw(batches(len(calls))):
        await world.work_off() if size > 3 else None
    await world.work_off()
    world.clock.forward(seconds=wait.total_seconds())
    await world.fade()
    if publish:
        await world.publish(rules)
    await world.hear(event("zoe@acme.com", "Something Else", world.clock()))
    [tick] = await world.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :w")
    then = tick["ticked_at"] - days(7)
    for row in await world.listed():
        own = [call for call in calls if call["aliases"][0][1] == row.aliases[0]["value"]]
        had = [call for call in own if call["timestamp"] <= then]
        assert row.engagement_score - row.engagement_trend == score_at(rules, had, then, zone, negative)


async def test_publishing_alone_moves_no_arrow(make):
    """Both scores are worked out under the new rules: nothing happened, and nothing points up or down."""
    world = await make([PAGE])
    await world.hear(event("ada@acme.com", "Page View"))
    world.clock.forward(days=8)
    await world.publish([rule("Page", "Page View", 100)])
    row = await world.lead("ada@acme.com")
    assert (row.engagement_score, row.engagement_trend) == (100, 0)


async def test_younger_leads_count_from_nothing(make):
    """What a lead has that came in the last seven days is all trend, of engagement and of profile."""
    world = await make([PAGE])
    await add_fit(world, "profile", [fit_rule("No phone", "phone", "is_empty", points=5)])
    await world.hear(event("ada@acme.com", "Page View"), identify("ada@acme.com", title="VP"))
    row = await world.lead("ada@acme.com")
    assert (row.engagement_trend, row.profile_trend) == (10, 5)


async def test_profiles_move_with_their_fields(make):
    """A field that changed in the last seven days moves the arrow, an older change does not, nor does publishing."""
    world = await make()
    await add_fit(
        world, "profile", [fit_rule("VP", "title", "equals", "VP"), fit_rule("EU", "country", "equals", "DE")]
    )
    await world.hear(identify("ada@acme.com", title="VP"))
    await world.hear(identify("bob@acme.com", title="VP"))
    world.clock.forward(days=8)
    await world.hear(identify("ada@acme.com", world.clock(), title="Intern", country="DE"))
    await world.hear(identify("bob@acme.com", world.clock(), country="DE"))
    trends = [(await world.lead(who)).profile_trend for who in ("ada@acme.com", "bob@acme.com")]
    assert trends == [0, 10]
    world.clock.forward(days=8)
    assert (await world.lead("bob@acme.com")).profile_trend == 10, "as of the last tick"
    await world.hear(event("zoe@acme.com", "Page View", world.clock()))
    assert (await world.lead("bob@acme.com")).profile_trend == 0
