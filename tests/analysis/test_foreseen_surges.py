"""What the preview of other numbers says of segments and triggers is what saving them then does."""

from kenbun.analysis.foreseen_surges import foresee_surges
from kenbun.surge.change import change_numbers
from kenbun.surge.preview import preview_numbers
from kenbun.surge.settings import NumbersPatch
from kenbun.surge.settle import settle_due
from tests.segments.segmented import Segments
from tests.triggers.triggered import Triggers
from tests.world import NOON, days, event, minutes

ADA = "ada@acme.com"
SURGE = {"kind": "surge", "subject": "account", "account_surge": True}


async def test_segments_and_triggers_follow_other_numbers_as_foreseen(make):
    """Acme has been there for a month, and nine things have happened in an hour, where ten are a surge. By eight it is
    one: a segment of accounts and one of leads change, and nobody is told, neither by the surge nor by the segments. By
    a hundred nothing surges again."""
    world = await make()
    await world.hear(
        event(ADA, "Page View", NOON - days(30)), event("eve@beta.com", "Page View", NOON - days(30))
    )
    people = (ADA, "bob@acme.com")
    await world.hear(
        *(event(people[number % 2], "Page View", NOON - minutes(20 + number)) for number in range(9))
    )
    segments, triggers = Segments(world), Triggers(world)
    await segments.settle()
    await segments.add("Accounts", {"surging": True}, "account")
    await segments.add("Leads", {"surging": True})
    await triggers.add("Surges", SURGE)
    for name, subject in (("Accounts", "account"), ("Leads", "lead")):
        entering = {"kind": "segment", "subject": subject, "on": "enter", "segment_id": segments.public(name)}
        await triggers.add(f"{name} enter", entering)
    await segments.settle()
    place = (world.database, world.workspace_id)
    for number, (enters, leaves), held in (
        (8, (1, 0), {"Surges": 1, "Accounts enter": 1, "Leads enter": 2}),
        (100, (0, 1), {}),
    ):
        patch = NumbersPatch(min_events=number)
        seen = await preview_numbers(*place, patch, world.clock)
        foreseen = await foresee_surges(*place, world.clock, seen)
        assert {one.name: (one.enters, one.leaves) for one in foreseen.segments} == {
            "Accounts": (enters, leaves),
            "Leads": (2 * enters, 2 * leaves),
        }
        assert {one.name: one.count for one in foreseen.triggers} == held
        assert len(await segments.members("Accounts")) == leaves
        world.clock.now += minutes(1)
        async with world.database.transaction() as connection:
            await change_numbers(connection, world.caller, patch, world.clock)
        await settle_due(*place, world.clock)
        await segments.settle()
        await triggers.settle()
        sizes = [len(await segments.members(name)) for name in ("Accounts", "Leads")]
        assert sizes == [enters, 2 * enters]
    for name, number in (("Surges", 1), ("Accounts enter", 1), ("Leads enter", 2)):
        assert [state for state, _ in await triggers.states(name)] == number * ["held_back"]
