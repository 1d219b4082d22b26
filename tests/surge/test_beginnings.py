"""That an account begins to surge is noted once for each surge, with why it is no news where it is none."""

from datetime import timedelta

import pytest

from tests.activity.deleting import delete as delete_events
from tests.members import join
from tests.merging.accounts.merged import merge as merge_accounts
from tests.merging.accounts.merged import take_back as take_accounts_back
from tests.surge.surging import settle, stored
from tests.world import NOON, days, event, hours, minutes

ADA, BOB = "ada@acme.com", "bob@acme.com"


@pytest.fixture
async def world(make):
    """Acme has been there for a month, and nine things have happened in a week, one of them about to leave it: with the
    tenth it surges, for an hour."""
    world = await make()
    await world.hear(
        event(ADA, "Page View", NOON - days(30)),
        event("eve@beta.com", "Page View", NOON - days(30)),
        event(BOB, "Page View", NOON - days(7) + hours(1)),
    )
    await settle(world)
    await world.hear(*(event(ADA, "Page View", NOON - minutes(20 + number)) for number in range(8)))
    await settle(world)
    assert await begun(world) == []
    return world


async def begun(world):
    """Why each is no news; None: it is."""
    rows = await world.rows("SELECT held FROM surge_beginnings WHERE workspace_id = :w ORDER BY at")
    return [row["held"] for row in rows]


async def test_an_event_of_now_begins_it(world):
    """That is news."""
    await world.hear(event(BOB, "Page View", NOON))
    await settle(world)
    assert await begun(world) == [None]


async def test_a_visitor_who_turns_out_to_be_somebody_begins_it(world):
    """What a live merge brings to an account is news as any event is."""
    await world.hear(*(event("cookie:c1", "Page View", NOON - minutes(number)) for number in range(3)))
    await settle(world)
    assert await begun(world) == []
    await world.hear(event(["cookie:c1", BOB], "Page View", NOON))
    await settle(world)
    assert await begun(world) == [None]


async def test_what_is_imported_is_no_news(world):
    """Nor is what comes more than a day late."""
    await world.say(event(BOB, "Page View", NOON))
    await world.rows("UPDATE event_inbox SET silent = true WHERE workspace_id = :w RETURNING 1")
    await world.work_off()
    await settle(world)
    assert await begun(world) == ["import"]


async def test_what_is_merged_by_hand_is_no_news(world):
    """Taken apart and merged again, the same surge is not noted again."""
    await world.hear(event("eve@beta.com", "Page View", NOON))
    [merge_id] = await merge_accounts(world, "acme.com", "beta.com")
    await settle(world)
    assert await begun(world) == ["merge"]
    await take_accounts_back(world, merge_id)
    await settle(world)
    assert await stored(world) == {}
    await merge_accounts(world, "acme.com", "beta.com")
    await settle(world)
    assert len(await stored(world)) == 1
    assert await begun(world) == ["merge"]


async def test_a_surge_that_goes_on_after_all_is_noted_once(world):
    """It was over; an event that comes late, of an hour ago, has it go on. Nobody is told of it again."""
    await world.hear(event(BOB, "Page View", NOON))
    await settle(world)
    assert await begun(world) == [None]
    world.clock.now = NOON + hours(2)
    await settle(world)
    [[row]] = (await stored(world)).values()
    assert row["ended_at"] == NOON + hours(1)
    await world.hear(event(BOB, "Page View", NOON + minutes(30)))
    await settle(world)
    [[row]] = (await stored(world)).values()
    assert row["ended_at"] is None
    assert await begun(world) == [None]


async def test_a_surge_that_turns_out_to_have_begun_later_is_noted_once(world):
    """What began it is deleted as it goes on; the next event begins it instead."""
    await world.hear(event(BOB, "Email Opened", NOON))
    await settle(world)
    world.clock.forward(minutes=30)
    await world.hear(event(BOB, "Page View", world.clock()))
    await settle(world)
    await delete_events(world, await join(world, "Eve"), channel="email")
    await settle(world)
    [[row]] = (await stored(world)).values()
    assert (row["started_at"], row["ended_at"]) == (NOON + minutes(30), None)
    assert await begun(world) == [None]


async def test_of_a_history_only_what_stands_is_noted(make):
    """A company that surged a month ago, too: both are found at once, and one has just begun."""
    world = await make()
    people = [event(ADA, "Page View", NOON - days(80))]
    for ago in (days(30), days(0)):
        people += [event((ADA, BOB)[n % 2], "Page View", NOON - ago - minutes(n)) for n in range(10)]
    await world.hear(*people)
    await settle(world)
    assert [len(rows) for rows in (await stored(world)).values()] == [2]
    assert await begun(world) == [None]


async def test_a_surge_that_follows_another_is_noted(world):
    """The one ended, and the next begins within a day of it."""
    await world.hear(event(BOB, "Page View", NOON))
    await settle(world)
    world.clock.now = NOON + hours(2)
    await settle(world)
    world.clock.forward(minutes=1)
    await world.hear(event(BOB, "Page View", world.clock()))
    await settle(world)
    assert await begun(world) == [None, None]
    rows = await stored(world)
    assert [len(one) for one in rows.values()] == [2]
    assert timedelta(0) < rows.popitem()[1][1]["started_at"] - NOON < days(1)


async def test_a_surge_that_follows_another_unseen_is_noted(world):
    """Nobody looked while the one ended and the next began."""
    await world.hear(event(BOB, "Page View", NOON))
    await settle(world)
    world.clock.now = NOON + hours(2)
    await world.hear(event(BOB, "Page View", world.clock()))
    await settle(world)
    assert await begun(world) == [None, None]


async def test_what_comes_late_holds_back_nothing_that_now_begins(world):
    """An event of eight days ago is heard before the tenth of this week, and nobody has looked in between."""
    await world.hear(event(ADA, "Page View", NOON - days(8)))
    await world.hear(event(BOB, "Page View", NOON))
    await settle(world)
    assert await begun(world) == [None]


async def test_what_comes_late_holds_back_nothing_that_has_begun(world):
    """The tenth is heard, then the one of eight days ago."""
    await world.hear(event(BOB, "Page View", NOON))
    await world.hear(event(ADA, "Page View", NOON - days(8)))
    await settle(world)
    assert await begun(world) == [None]


async def test_what_was_imported_once_holds_back_nothing_that_begins_later(make):
    """Five of this week are imported, too few for anybody to look; five more just happen."""
    world = await make()
    await world.hear(event(ADA, "Page View", NOON - days(30)))
    await settle(world)
    await world.say(*(event(ADA, "Page View", NOON - minutes(number)) for number in range(5)))
    await world.rows("UPDATE event_inbox SET silent = true WHERE workspace_id = :w RETURNING 1")
    await world.work_off()
    assert await settle(world) == 0
    world.clock.forward(minutes=1)
    await world.hear(*(event(BOB, "Page View", world.clock()) for _ in range(5)))
    await settle(world)
    assert await begun(world) == [None]


async def test_what_just_happens_is_not_what_began_it(world):
    """It comes before anybody has looked, but a merge had begun the surge."""
    await world.hear(event("eve@beta.com", "Page View", NOON))
    await merge_accounts(world, "acme.com", "beta.com")
    await world.hear(event(ADA, "Page View", NOON))
    await settle(world)
    assert await begun(world) == ["merge"]


async def test_a_late_event_that_begins_it_is_no_news_whatever_follows(world):
    """The tenth is of two days ago."""
    await world.hear(event(BOB, "Page View", NOON - days(2)))
    await world.hear(event(ADA, "Page View", NOON))
    await settle(world)
    assert await begun(world) == ["late"]
