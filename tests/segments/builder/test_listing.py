"""The list of segments: how many are in, how that moved, who saved it last."""

from datetime import timedelta

from kenbun.kit.paging import Paging
from kenbun.segments.builder.listing import listing_of
from kenbun.segments.defining.drafts import SegmentDraft
from kenbun.segments.defining.edit import add_segment
from tests.world import event

SEEN = {"all": [{"did": "Page View", "times": {"at_least": 1}, "within_days": 3}]}


async def _listing(world, kind="lead", typed="", paging=None):
    async with world.database.snapshot() as connection:
        return await listing_of(connection, world.caller, kind, typed, paging or Paging(1, 50), world.clock())


async def test_the_trend_ends_with_who_came_in_today(make):
    """Nobody was in the day before: the line rises in its last step, to how many are in."""
    world = await make()
    async with world.database.transaction() as connection:
        await add_segment(
            connection, world.caller, SegmentDraft(name="Seen", kind="lead", conditions=SEEN), world.clock
        )
    world.clock.forward(days=1)
    now = world.clock()
    await world.hear(event("ada@acme.com", "Page View", now - timedelta(hours=1)))
    await world.hear(event("bob@acme.com", "Page View", now - timedelta(hours=1)))
    [row] = (await _listing(world)).rows
    assert (row.segment.members, row.trend.sizes[-3:]) == (2, (0, 0, 2))
    assert row.changed_by == world.caller.name


async def test_it_is_searched_paged_and_counted_by_kind(make):
    """Counts are of all there are, whatever is typed; a page holds no more than it should."""
    world = await make()
    async with world.database.transaction() as connection:
        for name, kind in (("Hot", "lead"), ("Cold", "lead"), ("Big", "account")):
            draft = SegmentDraft(name=name, kind=kind, description=f"All {name}")
            await add_segment(connection, world.caller, draft, world.clock)
    found = await _listing(world, typed="all HOT")
    assert [row.segment.name for row in found.rows] == ["Hot"]
    assert found.counts == {"lead": 2, "account": 1}
    page = await _listing(world, paging=Paging(2, 1))
    assert ([row.segment.name for row in page.rows], page.total) == (["Hot"], 2)
