"""The timeline's pages, its level changes and its cursors, worked out by hand."""

import pytest

from kenbun.kit.errors import Invalid
from kenbun.kit.ids import new_id, public
from kenbun.leads.timeline import timeline
from tests.world import NOON, days, event, hours, minutes, rule

ADA = "ada@acme.com"
HALF_A_SECOND = minutes(1 / 120)


def seen(minute, event_type="Page View", **more):
    return event(ADA, event_type, NOON + minutes(minute), **more)


async def told(world, before=None, limit=50):
    lead_id = await world.lead_by_alias(("email", ADA))
    async with world.database.snapshot() as connection:
        return await timeline(connection, world.workspace_id, lead_id, before, limit)


async def pages(world, limit):
    """All pages, each reached by the cursor of the one before."""
    found = [await told(world, limit=limit)]
    while found[-1].next:
        found.append(await told(world, found[-1].next, limit))
        assert len(found) < 100
    return found


def entries(*some):
    return [entry for page in some for session in page.sessions for entry in session.events]


def moves(*some):
    return [
        (change["from_level"], change["to_level"])
        for page in some
        for session in page.sessions
        for change in session.changes
    ]


async def test_within_a_session_the_latest_event_comes_first(make):
    """Of 0, 10 and 90 the session of 90 stands above that of 10 and 0, and 10 above 0."""
    world = await make()
    await world.hear(seen(0), seen(90), seen(10))
    shown = [
        [(entry.happened_at - NOON) / minutes(1) for entry in session.events]
        for session in (await told(world)).sessions
    ]
    assert shown == [[90], [10, 0]]


async def test_what_the_cap_left_nothing_of_names_its_rule(make):
    """With 15 a day, three views bring 10, 5 and 0; the third matched all the same."""
    world = await make([rule("Viewed", "Page View", 10, cap={"points": 15, "per": "day"})])
    await world.hear(seen(0), seen(1), seen(2))
    assert [(one.points, one.rules) for one in entries(await told(world))] == [
        (0, ["Viewed"]),
        (5, ["Viewed"]),
        (10, ["Viewed"]),
    ]


async def test_points_do_not_fade(make):
    """After a half-life the score is 5, and the event still says that it brought 10."""
    world = await make([rule("Viewed", "Page View", 10, 1)])
    await world.hear(seen(0))
    world.clock.now += days(1)
    await world.fade()
    assert await world.score(ADA) == 5
    assert [one.points for one in entries(await told(world))] == [10]


async def test_system_events_between_sessions_keep_their_points(make):
    """One between two sessions has a place of its own, with its ten points and none of theirs."""
    world = await make([rule("Viewed", "Page View", 10)])
    await world.hear(seen(0), seen(60, channel="system"), seen(120))
    shown = [(one.event_count, one.points, len(one.events)) for one in (await told(world)).sessions]
    assert shown == [(1, 10, 1)] * 3


async def test_a_level_change_stands_at_the_session_that_made_it(make):
    """30 points in the first session are Warm, 60 after the second are Hot."""
    world = await make([rule("Asked", "Demo Requested", 30)])
    await world.hear(seen(0, "Demo Requested"))
    world.clock.now += hours(2)
    await world.hear(seen(120, "Demo Requested"))
    late, early = (await told(world)).sessions
    assert [(one["to_level"], one["cause"]) for one in late.changes] == [("Hot", "event")]
    assert [(one["to_level"], one["score"]) for one in early.changes] == [("Warm", 30)]


async def test_a_fall_by_fading_stands_at_the_last_session_before_it(make):
    """Cold again two days later, before anything else happened: told with what came before."""
    world = await make([rule("Asked", "Demo Requested", 30, 1)])
    await world.hear(seen(0, "Demo Requested"))
    world.clock.now += days(2)
    await world.fade()
    world.clock.now += days(1)
    await world.hear(seen(3 * 24 * 60))
    late, early = (await told(world)).sessions
    assert late.changes == []
    assert [one["cause"] for one in early.changes] == ["fading", "event"]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 10])
async def test_pages_lose_nothing_and_repeat_nothing(make, limit):
    """Ten events in sessions and outside, four in one moment: all on some page, once, the latest first."""
    world = await make()
    calls = [seen(minute) for minute in (0, 5, 5, 5, 60, 70, 200)]
    calls += [seen(minute, "Synced", channel="system") for minute in (5, 100, 110)]
    await world.hear(*calls)
    some = entries(*await pages(world, limit))
    assert sorted(one.message_id for one in some) == sorted(call["message_id"] for call in calls)
    times = [one.happened_at for one in some]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
@pytest.mark.parametrize("apart", [5, 120])
async def test_each_level_change_is_on_one_page(make, limit, apart):
    """Three changes, each half a second after its event, within one session or in four."""
    world = await make([rule("Asked", "Demo Requested", 25)])
    for place in range(4):
        world.clock.now = NOON + minutes(apart * place) + HALF_A_SECOND
        await world.hear(seen(apart * place, "Demo Requested"))
    assert moves(*await pages(world, limit)) == [("Hot", "Very Hot"), ("Warm", "Hot"), ("Cold", "Warm")]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "yesterday",
        "20260304T120000000000",
        "20260304T120000000000-evt_12",
        f"20260304T120000000000-{public('ld', new_id())}",
        f"20261304T120000000000-{public('evt', new_id())}",
        f"99999999999999999999-{public('evt', new_id())}",
    ],
    ids=["empty", "words", "time alone", "short id", "id of a lead", "month 13", "no time"],
)
async def test_the_refusal_of_a_cursor_says_where_they_come_from(make, cursor):
    """It names the field and the remedy."""
    world = await make()
    await world.hear(seen(0))
    with pytest.raises(Invalid, match="take it from `next`") as refused:
        await told(world, cursor)
    assert refused.value.field == "before"


async def test_a_session_says_where_it_began_and_ended_and_by_which_channels(make):
    """The path of a page view, else the type; system events within it are no part of it."""
    world = await make()
    await world.hear(
        seen(0, path="/pricing"),
        seen(0, "Synced", channel="system"),
        seen(5, "Email Opened"),
        seen(9, "Demo Requested", url="https://acme.com/demo"),
        seen(90, "Form Sent"),
    )
    alone, first = (await told(world)).sessions
    way = (first.entry, first.exit, first.channels)
    assert way == ("/pricing", "https://acme.com/demo", ["email", "website"])
    assert (alone.entry, alone.exit, alone.channels) == ("Form Sent", "Form Sent", ["website"])


@pytest.mark.parametrize("first", [-2000, -700, 1])
async def test_more_level_changes_than_a_page_holds_are_on_the_next(make, first):
    """1,200 of them, a minute apart from before, between or after two events: each on one page, like the events."""
    world = await make()
    await world.hear(seen(-1440), seen(0))
    lead_id = await world.lead_by_alias(("email", ADA))
    await world.rows(
        """INSERT INTO level_changes (workspace_id, subject, subject_id, dimension, from_level, to_level, score,
                                      changed_at, cause)
           SELECT :w, 'lead', :lead, 'engagement', 'Cold', n::text, 0, cast(:first AS timestamptz)
                  + n * interval '1 minute', 'publish'
           FROM generate_series(1, 1200) AS n RETURNING 1""",
        lead=lead_id,
        first=NOON + minutes(first),
    )
    found = await pages(world, 50)
    assert len(found) > 2
    assert [int(to) for _, to in moves(*found)] == list(range(1200, 0, -1))
    assert [entry.happened_at for entry in entries(*found)] == [NOON, NOON - days(1)]
