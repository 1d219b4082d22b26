"""What the preview of a conversion says is what adding it then does."""

from kenbun.analysis.foreseen_conversions import preview_conversion
from kenbun.conversions.definitions import Draft, add_definition
from tests.segments.segmented import Segments
from tests.triggers.triggered import Triggers
from tests.world import event


async def test_segments_and_triggers_follow_a_conversion_as_foreseen(make):
    """Ada and Bob of Acme have done it, Bob something else that counts as well; nobody is told."""
    world = await make()
    await world.hear(
        *(event(who, "Demo") for who in ("ada@acme.com", "bob@acme.com")),
        event("bob@acme.com", "Deal"),
        event("cy@beta.com", "Visit"),
    )
    place = (world.database, world.caller, world.clock)
    async with world.database.transaction() as connection:
        await add_definition(connection, world.caller, Draft("Deal", event_type="Deal"), world.clock)
    segments, triggers = Segments(world), Triggers(world)
    await segments.settle()
    await segments.add("Leads", {"converted": True})
    await segments.add("Accounts without", {"converted": False}, "account")
    entering = {"kind": "segment", "subject": "lead", "on": "enter", "segment_id": segments.public("Leads")}
    await triggers.add("Converted", entering)
    await segments.settle()
    draft = Draft("Demo", event_type="demo")
    seen = await preview_conversion(*place, draft)
    assert (seen.leads, seen.new) == (2, 1)
    assert [(one.name, one.enters, one.leaves) for one in seen.foreseen.segments] == [("Leads", 1, 0)]
    assert [(one.name, one.count) for one in seen.foreseen.triggers] == [("Converted", 1)]
    await segments.settle()
    assert await segments.named("Leads") == ["bob@acme.com"]
    async with world.database.transaction() as connection:
        assert (await add_definition(connection, world.caller, draft, world.clock)).leads == 2
    await segments.settle()
    await triggers.settle()
    assert await segments.named("Leads") == ["ada@acme.com", "bob@acme.com"]
    assert await triggers.states("Converted") == [("held_back", "conversions")]
