"""What each event did to its lead's score; for any rules and events `test_readings` asks."""

from tests.scoring.checks import told
from tests.world import NOON, days, event, rule


async def test_what_faded_to_a_half_is_told_without_the_event_that_comes_now(make):
    """12 points are 1.5 after three days, which lines alone can tell: 2 before the next event, 3 with it."""
    world = await make([rule("Viewed", "Page View", 12, 1)])
    for number, wait in ((1, 2), (2, 0)):
        viewed = event("ada@acme.com", "Page View", NOON - days(1))
        await world.hear(viewed | {"message_id": f"view {number}"})
        world.clock.forward(days=wait)
    assert [one[1:] for one in await told(world)] == [("view 1", 0, 6), ("view 2", 2, 3)]
