"""Which version a receipt was made by."""

from kenbun.scoring.version_queries import numbers_in_force
from tests.world import days, rule


async def test_a_past_moment_knows_the_version_of_then(make):
    """The one in force at that time; before the first there was none."""
    world = await make([rule("Seen", "Page View", 10)])
    start = world.clock()
    world.clock.forward(days=1)
    await world.publish([rule("Seen", "Page View", 20)])
    async with world.database.snapshot() as connection:
        place = (connection, world.workspace_id)
        assert await numbers_in_force(*place, start) == {world.ruleset_id: 1}
        assert await numbers_in_force(*place, world.clock() + days(1)) == {world.ruleset_id: 2}
        assert await numbers_in_force(*place, start - days(1)) == {}
