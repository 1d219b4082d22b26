"""The lists of events and sessions, and counts by day: by random filters the same as looking through everything."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.activity.days import count_by_day
from kenbun.activity.filters import EventFilters, Filters
from kenbun.activity.lists import list_events
from kenbun.activity.sessions.lists import list_sessions
from kenbun.events.type_settings import set_type
from kenbun.kit.errors import Forbidden, Invalid, NotFound
from kenbun.kit.paging import Paging
from tests.activity.deleting import fits
from tests.histories import NOW, RULES, TYPES, ZONES, histories
from tests.interpreter.scores import brought
from tests.interpreter.sessions import sessions
from tests.members import join
from tests.world import NOON, alias, days, event, hours, make_world, minutes, rule

PEOPLE = ("ada@acme.com", "bob@acme.com", "eva@beta.com", "cookie:c1")
_DAYS = st.integers(0, 60).map(lambda ago: (NOW - timedelta(days=ago)).date())


def _can_be(wish: Any) -> bool:
    return wish.get("since", NOW.date()) <= wish.get("until", NOW.date())


_WISHES = st.fixed_dictionaries(
    {},
    optional={
        "event_type": st.sampled_from([*TYPES, "page_view", "Never Seen"]),
        "channel": st.sampled_from(["website", "email", "system", "crm"]),
        "suppressed": st.booleans(),
        "since": _DAYS,
        "until": _DAYS,
    },
).filter(_can_be)
_WHOSE = st.sampled_from([{}, {"lead": "ada"}, {"lead": "c1"}, {"account": "acme"}, {"account": "nobody"}])


def theirs(call, whose):
    """Whether it was done by whom the filter names."""
    value = call["aliases"][0][1]
    if "lead" in whose:
        return whose["lead"] in value
    return "account" not in whose or value.endswith(f"@{whose['account']}.com")


@given(histories(people=PEOPLE, max_size=30), _WISHES, _WHOSE, st.integers(1, 7))
async def test_events_by_any_filter(database, calls, wish, whose, limit):
    """Page by page in order of time, with the total; by day as many."""
    world = await make_world(database, now=NOW)
    await world.hear(*calls)
    expected = [call for call in calls if fits(call, False, None, wish) and theirs(call, whose)]
    filters = EventFilters(**wish, **whose)
    read = []
    async with world.database.snapshot() as connection:
        for page in range(1, len(expected) // limit + 2):
            found = await list_events(connection, world.workspace_id, filters, Paging(page, limit))
            assert found.total == len(expected)
            read += found.rows
        counted = await count_by_day(connection, world.workspace_id, filters)
    assert sorted(one.message_id for one in read) == sorted(call["message_id"] for call in expected)
    places = [(one.happened_at, one.event_id) for one in read]
    assert places == sorted(places, reverse=True)
    for one in counted:
        assert one.events == sum(call["timestamp"].date() == one.day for call in expected)


@given(
    RULES,
    ZONES,
    histories(people=PEOPLE, max_size=30),
    _WHOSE,
    st.tuples(_DAYS, _DAYS),
    st.sampled_from([None, None, "website", "email", "crm"]),
)
async def test_sessions_are_those_of_the_events_with_their_points(
    database, rules, zone, calls, whose, between, channel
):
    """By lead, account, channel and days of their start; points are what the rules give their events, after caps."""
    world = await make_world(database, rules, zone=zone, now=NOW)
    await world.hear(*calls)
    since, until = sorted(between)
    filters = Filters(since=since, until=until, channel=channel, **whose)
    async with world.database.snapshot() as connection:
        found = await list_sessions(connection, world.workspace_id, filters, Paging(1, 100))
    expected = []
    for who in PEOPLE:
        own = [call for call in calls if call["aliases"] == [alias(who)]]
        given = [hit for one in rules if one["active"] for hit in brought(one, own, zone)]
        for start, end, count, channels in sessions(own):
            if (
                theirs({"aliases": [alias(who)]}, whose)
                and (channel is None or channel in channels)
                and since <= start.astimezone(ZoneInfo(zone)).date() <= until
            ):
                points = sum(points for at, _, points in given if start <= at <= end)
                expected.append((start, end, count, channels, points))
    read = [(one.started_at, one.ended_at, one.events, one.channels, one.points) for one in found.rows]
    assert sorted(read) == sorted(expected)
    assert found.total == len(expected)
    assert [one.started_at for one in found.rows] == sorted((one[0] for one in expected), reverse=True)


async def test_a_session_tells_where_it_began_and_ended(make):
    """The paths of its first and last activity, else the types; and whose it was."""
    world = await make([rule("Views", "Page View", 10)], now=NOON + hours(1))
    await world.hear(
        event("ada@acme.com", "Page View", NOON, path="/pricing"),
        event("ada@acme.com", "Login", NOON + minutes(5)),
    )
    async with world.database.snapshot() as connection:
        [one] = (await list_sessions(connection, world.workspace_id, Filters(), Paging(1, 10))).rows
    assert (one.entry, one.exit, one.points, one.events) == ("/pricing", "Login", 10, 2)
    assert (one.lead_name, one.account_name, one.duration_seconds) == ("ada@acme.com", "acme.com", 300)


async def test_days_without_events_are_there_too(make):
    """The last thirty, if nothing is said; hidden types are left out, unless one asks for them."""
    world = await make(now=NOON)
    eve = await join(world, "Eve", "admin")
    await world.hear(event("ada@acme.com", "Heartbeat", NOON - days(2)), event("ada@acme.com", "Login", NOON))
    async with world.database.transaction() as connection:
        await set_type(connection, eve, "heartbeat", world.clock, hidden=True)
    counted = {}
    for name in (None, "Heartbeat"):
        async with world.database.snapshot() as connection:
            filters = EventFilters(event_type=name)
            found = await count_by_day(connection, world.workspace_id, filters)
        assert len(found) == 30
        counted[name] = [(NOON.date() - one.day, one.events) for one in found if one.events]
    assert counted == {None: [(days(0), 1)], "Heartbeat": [(days(2), 1)]}


async def test_a_type_s_channel_holds_from_then_on(make):
    """Stored events keep theirs; one that names a channel keeps that."""
    world = await make(now=NOON)
    admin, editor = await join(world, "Eve", "admin"), await join(world, "Dan")
    await world.hear(event("ada@acme.com", "Ping", NOON))
    async with world.database.transaction() as connection:
        changed = await set_type(connection, admin, "ping", world.clock, channel="product")
        assert (changed.name, changed.channel, changed.hidden) == ("Ping", "product", False)
        with pytest.raises(NotFound):
            await set_type(connection, admin, "never", world.clock, hidden=True)
        with pytest.raises(Invalid, match="website"):
            await set_type(connection, admin, "ping", world.clock, channel="smoke")
        with pytest.raises(Forbidden):
            await set_type(connection, editor, "ping", world.clock, hidden=True)
    await world.hear(
        event("ada@acme.com", "Ping", NOON + minutes(1)),
        event("ada@acme.com", "Ping", NOON + minutes(2), channel="crm"),
    )
    rows = await world.rows("SELECT channel FROM events WHERE workspace_id = :w ORDER BY happened_at")
    assert [row["channel"] for row in rows] == ["other", "product", "crm"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ([("from", "yesterday")], "from"),
        ([("to", "10000-01-01")], "to"),
        ([("from", "2026-02-02"), ("to", "2026-02-01")], "to"),
        ([("channel", "smoke")], "channel"),
        ([("suppressed", "perhaps")], "suppressed"),
        ([("lead", "x" * 2000)], "lead"),
    ],
)
def test_what_is_no_filter_is_refused_by_its_name(given, field):
    """With what may stand there."""
    with pytest.raises(Invalid) as refused:
        EventFilters.read(given)
    assert refused.value.field == field


def test_filters_have_one_spelling():
    """Read again they are the same; blank is not given, and what is none is not looked at."""
    pairs = [
        ("from", "2026-02-01"),
        ("suppressed", "no"),
        ("event_type", " Page View "),
        ("page", "3"),
        ("lead", " "),
    ]
    filters = EventFilters.read(pairs)
    assert filters.pairs() == [("from", "2026-02-01"), ("event_type", "Page View"), ("suppressed", "no")]
    assert EventFilters.read(filters.pairs()) == filters
    assert not EventFilters.read([("page", "3")]).narrow
