"""Arrows: how far scores have moved in seven days, under the rules of now."""

from tests.fits import add_fit, fit_rule
from tests.scoring.history.test_record import PAGE
from tests.world import event, identify, rule


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
