"""Sessions as they are kept, worked out by hand. The idle timeout is half an hour."""

from itertools import permutations

import pytest

from tests.world import NOON, event, minutes

ADA, BOB = "ada@acme.com", "bob@acme.com"


def seen(minute, who=ADA, **more):
    return event(who, "Page View", NOON + minutes(minute), **more)


async def kept(world):
    return await world.rows("SELECT * FROM sessions WHERE workspace_id = :w ORDER BY started_at, lead_id")


async def spans(world):
    """Of each session the first and the last minute after noon, and the number of events."""
    return [
        (
            (row["started_at"] - NOON) / minutes(1),
            (row["ended_at"] - NOON) / minutes(1),
            row["event_count"],
        )
        for row in await kept(world)
    ]


@pytest.mark.parametrize(
    ("gap", "expected"),
    [(29.999, [(0, 29.999, 2)]), (30, [(0, 0, 1), (30, 30, 1)])],
)
@pytest.mark.parametrize("together", [True, False])
async def test_the_gap_must_be_under_the_timeout(make, gap, expected, together):
    """Just under it is one session, exactly it two; in one batch as in two."""
    world = await make()
    calls = [seen(0), seen(gap)]
    for batch in [calls] if together else [[call] for call in calls]:
        await world.hear(*batch)
    assert await spans(world) == expected


async def test_the_timeout_is_a_setting_of_the_workspace(make):
    """With five minutes, six are two sessions."""
    world = await make()
    await world.rows("UPDATE workspaces SET session_timeout_minutes = 5 WHERE workspace_id = :w RETURNING 1")
    await world.hear(seen(0), seen(4), seen(10))
    assert await spans(world) == [(0, 4, 2), (10, 10, 1)]


async def test_a_late_event_moves_the_start(make):
    """An event of ten minutes before belongs to the session, which keeps its id."""
    world = await make()
    await world.hear(seen(20), seen(25))
    [before] = await kept(world)
    await world.hear(seen(10))
    [after] = await kept(world)
    assert await spans(world) == [(10, 25, 3)]
    assert after["session_id"] == before["session_id"]


async def test_a_late_event_bridges_two_sessions(make):
    """0 and 50 are two sessions until 25 comes: then one, with the id of the earlier."""
    world = await make()
    await world.hear(seen(0))
    await world.hear(seen(50, channel="product"))
    early, _ = await kept(world)
    await world.hear(seen(25))
    [one] = await kept(world)
    assert await spans(world) == [(0, 50, 3)]
    assert one["session_id"] == early["session_id"]
    assert one["channels"] == ["product", "website"]


async def test_a_late_event_that_reaches_neither_stands_alone(make):
    """Half an hour from both neighbours is a session of its own."""
    world = await make()
    await world.hear(seen(0), seen(60))
    await world.hear(seen(30))
    assert await spans(world) == [(0, 0, 1), (30, 30, 1), (60, 60, 1)]


async def test_events_of_one_moment_all_count(make):
    """Three at noon, one of them later on: one session of no length with three events."""
    world = await make()
    await world.hear(seen(0), seen(0))
    await world.hear(seen(0))
    assert await spans(world) == [(0, 0, 3)]


async def test_a_call_sent_twice_counts_once(make):
    """The same message id again changes no session."""
    world = await make()
    await world.hear(seen(0, message_id="once"))
    await world.hear(seen(20, message_id="once"))
    assert await spans(world) == [(0, 0, 1)]


async def test_system_events_open_no_session_and_bridge_none(make):
    """Alone they make none; between two sessions they leave them apart; within one they do not count."""
    world = await make()
    await world.hear(seen(200, channel="system"))
    assert await kept(world) == []
    await world.hear(seen(0), seen(50), seen(25, channel="system"), seen(0, channel="system"))
    assert await spans(world) == [(0, 0, 1), (50, 50, 1)]


async def test_the_order_of_arrival_makes_no_difference(make):
    """Four events, each in a batch of its own, make 0–20 and 50–60 in any order."""
    for order in permutations([0, 20, 50, 60]):
        world = await make()
        for minute in order:
            await world.hear(seen(minute))
        assert await spans(world) == [(0, 20, 2), (50, 60, 2)], order


async def test_each_lead_has_sessions_of_its_own(make):
    """Bob's event between two of Ada's sessions joins neither, nor do those of another workspace."""
    world, other = await make(), await make()
    await other.hear(seen(20))
    await world.hear(seen(0), seen(50), seen(25, BOB))
    ada, bob = [(await world.lead(who)).lead_id[3:] for who in (ADA, BOB)]
    assert [row["lead_id"].hex for row in await kept(world)] == [ada, bob, ada]
    assert await spans(world) == [(0, 0, 1), (25, 25, 1), (50, 50, 1)]
    assert await spans(other) == [(20, 20, 1)]
