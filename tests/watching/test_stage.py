"""What members are told of the leads on their watch lists, as events come in."""

from typing import Any
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.alerts.notifications import list_notifications
from kenbun.kit.paging import Paging
from kenbun.watching.watch import watch_lead
from tests.members import join
from tests.world import NOON, World, days, event, hours, minutes, rule

RULES = [rule("Viewed", "Page View", 10), rule("Asked", "Demo Requested", 40)]
ADA = "ada@acme.com"


async def begin(make: Any, **said: Any) -> tuple[World, Caller, UUID]:
    """Ada is known, with no points, and Eve watches her."""
    world: World = await make(RULES)
    await world.hear(event(ADA, "Signed In", NOON - days(3)))
    eve, ada = await join(world, "Eve"), await world.lead_by_alias(("email", ADA))
    await star(world, eve, ada, **said)
    return world, eve, ada


async def star(world: World, caller: Caller, lead: UUID, **said: Any) -> None:
    async with world.database.transaction() as connection:
        await watch_lead(connection, caller, lead, said, world.clock())


async def told(world: World, caller: Caller) -> list[str]:
    """From the first to the last."""
    async with world.database.snapshot() as connection:
        rows = (await list_notifications(connection, caller, Paging())).rows
    assert {one.kind for one in rows} <= {"watch_list"}
    return [one.text for one in reversed(rows)]


async def test_activity_is_told_once_an_hour_not_once_an_event(make: Any) -> None:
    """However many events and batches: what they were is named, the first three."""
    world, eve, _ = await begin(make)
    kinds = ("Page View", "Page View", "Form Sent", "Video Played", "Page Shared")
    await world.hear(*(event(ADA, kind) for kind in kinds))
    for minute in (1, 30, 59):
        world.clock.now = NOON + minutes(minute)
        await world.hear(event(ADA, "Page View", world.clock.now))
    expected = ["ada@acme.com is active: Page View, Form Sent, Video Played and 1 more."]
    assert await told(world, eve) == expected
    world.clock.now = NOON + minutes(61)
    await world.hear(event(ADA, "Page View", world.clock.now))
    assert await told(world, eve) == [*expected, "ada@acme.com is active: Page View."]


async def test_only_who_watches_is_told_and_only_of_what_they_watch(make: Any) -> None:
    """Each member for themselves, from when they star on; nobody of leads that nobody watches."""
    world, eve, ada = await begin(make)
    mia = await join(world, "Mia")
    await world.hear(event(ADA, "Page View"), event("bob@beta.com", "Page View"))
    assert (len(await told(world, eve)), await told(world, mia)) == (1, [])
    await star(world, mia, ada)
    await world.hear(event(ADA, "Page View"))
    assert (len(await told(world, eve)), len(await told(world, mia))) == (1, 1)


async def test_a_score_and_a_level_are_told_when_they_are_reached(make: Any) -> None:
    """Also within the quiet hour; both at once in one line; not again while the score stays above."""
    world, eve, _ = await begin(make, alert_score=20, alert_level="hot")
    await world.hear(event(ADA, "Page View"))
    await world.hear(event(ADA, "Page View"))
    await world.hear(event(ADA, "Page View"))
    await world.hear(event(ADA, "Demo Requested"))
    assert await told(world, eve) == [
        "ada@acme.com is active: Page View.",
        "ada@acme.com has reached 20 points, with 20 points now.",
        "ada@acme.com has reached Hot, with 70 points now.",
    ]
    world, eve, _ = await begin(make, alert_score=20, alert_level="Hot")
    await world.hear(event(ADA, "Demo Requested"), event(ADA, "Demo Requested"))
    await world.hear(event(ADA, "Page View"))
    assert await told(world, eve) == ["ada@acme.com has reached 20 points and Hot, with 80 points now."]


async def test_what_is_reached_counts_from_below_only(make: Any) -> None:
    """Whoever is above already when starred, and a lowest level that everybody is in, are no news."""
    world, eve, ada = await begin(make)
    await world.hear(event(ADA, "Demo Requested"))
    await star(world, eve, ada, alert_score=30, alert_level="Cold")
    await world.hear(event(ADA, "Page View"))
    assert await told(world, eve) == ["ada@acme.com is active: Demo Requested."]


async def test_publishing_fading_and_history_are_silent(make: Any) -> None:
    """A new version, time, and events of more than a day ago reach what they like: nobody is told."""
    world, eve, _ = await begin(make, alert_score=20)
    await world.hear(event(ADA, "Demo Requested", NOON - days(1)), event(ADA, "Page View", NOON - days(2)))
    assert await world.score(ADA) == 50
    await world.publish([rule("Signed in", "Signed In", 500, 1.0)])
    world.clock.now = NOON + hours(5)
    await world.fade()
    assert await told(world, eve) == []


async def test_history_does_not_hide_behind_something_fresh(make: Any) -> None:
    """In one batch with old events, what has just happened is told, but not what only the old ones reached."""
    world, eve, _ = await begin(make, alert_score=45, alert_level="Hot")
    await world.hear(event(ADA, "Demo Requested", NOON - days(2)), event(ADA, "Page View"))
    assert await told(world, eve) == [
        "ada@acme.com has reached 45 points and Hot, with 50 points now.",
    ]
    world, eve, _ = await begin(make, alert_score=35, alert_level="Hot")
    await world.hear(event(ADA, "Demo Requested", NOON - days(2)), event(ADA, "Page View"))
    assert await told(world, eve) == ["ada@acme.com has reached Hot, with 50 points now."]
    world, eve, _ = await begin(make, alert_score=35)
    await world.hear(event(ADA, "Demo Requested", NOON - days(2)), event(ADA, "Page View"))
    assert await told(world, eve) == ["ada@acme.com is active: Page View."]


async def test_what_systems_did_is_no_activity(make: Any) -> None:
    """A sync at night tells nobody that somebody is there."""
    world, eve, _ = await begin(make)
    await world.hear(event(ADA, "Synced", channel="system"))
    assert await told(world, eve) == []


async def test_a_level_that_is_gone_is_waited_for_in_vain(make: Any) -> None:
    """It breaks no batch."""
    world, eve, _ = await begin(make, alert_level="Hot")
    await world.rows("UPDATE watches SET alert_level = 'Gone' WHERE workspace_id = :w RETURNING 1")
    await world.hear(event(ADA, "Demo Requested"), event(ADA, "Demo Requested"))
    assert await told(world, eve) == ["ada@acme.com is active: Demo Requested."]
