"""Surges planted in generated histories are found, at their times, and nothing else is."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from random import Random

from kenbun.committee.settle import detect_due
from kenbun.events.filters.drafts import FilterDraft
from kenbun.events.filters.edit import add_filter
from kenbun.surge import state_queries
from tests.resolution.resolved import assign
from tests.surge.surging import reckoned, settle, stored
from tests.world import NOON, days, event, hours

_WAITING = """
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%UPDATE surge_states%'
"""


def company(name, people=4):
    return [f"{who}@{name}.com" for who in ("ada", "bob", "cyd", "dan", "eve")[:people]]


def quiet(people, rng, weeks=12, a_week=3):
    """So many events in each week until now, by anybody."""
    found = []
    for week in range(weeks):
        for _ in range(a_week):
            at = NOON - days(7 * week + rng.uniform(0, 7))
            found.append(event(rng.choice(people), "Page View", at, channel="website"))
    return found


def burst(people, at, count):
    """An event each half hour, by the people in turn."""
    return [
        event(people[n % len(people)], "Email Opened", at + hours(n / 2), channel="email")
        for n in range(count)
    ]


async def test_planted_surges_are_found_and_no_others(make):
    """Of forty companies the four with a planted burst surge; by one person, or too small, a burst is none."""
    world, rng, calls = await make(), Random(5), []
    planted = {"plan0": days(60), "plan1": days(30), "plan2": days(10), "plan3": days(2)}
    for number in range(30):
        calls += quiet(company(f"calm{number}"), rng)
    for name, ago in planted.items():
        people = company(name, 3)
        calls += quiet(people, rng, a_week=1) + burst(people, NOON - ago, 30)
    for number in range(3):
        calls += quiet(company(f"alone{number}", 1), rng, a_week=1)
        calls += burst(company(f"alone{number}", 1), NOON - days(9), 30)
        calls += quiet(company(f"small{number}"), rng, a_week=1)
        calls += burst(company(f"small{number}"), NOON - days(9), 6)
    rng.shuffle(calls)
    await world.hear(*calls)
    await settle(world)
    found = await stored(world)
    names = await world.rows("SELECT account_id, name FROM accounts WHERE workspace_id = :w")
    by_name = {row["name"].removesuffix(".com"): found.get(row["account_id"], []) for row in names}
    assert {name for name, rows in by_name.items() if rows} == set(planted)
    for name, ago in planted.items():
        [row] = by_name[name]
        assert NOON - ago <= row["started_at"] <= NOON - ago + hours(6)
        assert (row["ended_at"] is None) == (name == "plan3")
        assert row["primary_channel"] == "email"
        assert row["leads"] == 3
        assert row["multiplier"] >= Decimal(20)


async def test_the_tenth_event_begins_it_and_time_alone_ends_it(make):
    """The row opens with the event that fills the window and closes, without any event, as it leaves it."""
    world = await make()
    people = company("acme")
    world.clock.now = NOON - days(30)
    await world.hear(event("ada@acme.com", "Page View", world.clock.now))
    await settle(world)
    world.clock.now = NOON
    await world.hear(*burst(people, NOON - hours(6), 9))
    await settle(world)
    assert await stored(world) == {}
    world.clock.forward(minutes=1)
    await world.hear(event("bob@acme.com", "Page View", world.clock.now))
    await settle(world)
    [[row]] = (await stored(world)).values()
    assert (row["started_at"], row["ended_at"]) == (world.clock.now, None)
    world.clock.now = NOON + days(7) - hours(6) - timedelta(microseconds=1)
    await settle(world)
    assert [[row["ended_at"]] for [row] in (await stored(world)).values()] == [[None]]
    world.clock.forward(microseconds=1)
    await settle(world)
    [[row]] = (await stored(world)).values()
    assert row["ended_at"] == NOON + days(7) - hours(6)
    assert await stored(world) == await reckoned(world)


async def test_a_late_event_completes_a_surge_of_weeks_ago(make):
    """The window that it falls into was fuller than that of now."""
    world = await make()
    people = company("acme", 2)
    await world.hear(event(people[0], "Page View", NOON - days(60)), *burst(people, NOON - days(20), 9))
    await settle(world)
    assert await stored(world) == {}
    await world.hear(event(people[1], "Page View", NOON - days(20) + hours(1)))
    await settle(world)
    assert [len(rows) for rows in (await stored(world)).values()] == [1]
    assert await stored(world) == await reckoned(world)


async def test_who_turns_out_to_be_of_another_company_takes_the_activity_along(make):
    """The surge of the one goes, and the other's comes, with an event that names its account."""
    world = await make()
    people = company("acme", 2)
    await world.hear(
        event(people[0], "Page View", NOON - days(60), account_id="a-1"),
        event("cookie:c9", "Page View", NOON - days(60), account_id="b-1"),
        *burst(people, NOON - days(1), 12),
    )
    await settle(world)
    [before] = (await stored(world)).items()
    calls = [event(who, "Page View", NOON, account_id="b-1") for who in people]
    await world.hear(*calls)
    await settle(world)
    [after] = (await stored(world)).items()
    assert before[0] != after[0]
    assert await stored(world) == await reckoned(world)


async def test_who_is_moved_by_hand_takes_the_activity_along(make):
    """Likewise; and both committees are looked at again."""
    world = await make()
    people = company("acme", 2)
    await world.hear(
        *(event(who, "Page View", NOON - days(60)) for who in (people[0], "eve@beta.com")),
        *burst(people, NOON - days(1), 12),
    )
    await settle(world)
    await detect_due(world.database, world.workspace_id, world.clock)
    [before] = await stored(world)
    [beta] = await world.rows(
        "SELECT account_id FROM accounts WHERE workspace_id = :w AND domain = 'beta.com'"
    )
    for who in people:
        await assign(world, await world.lead_by_alias(("email", who)), beta["account_id"])
    await settle(world)
    assert [*await stored(world)] == [beta["account_id"]] != [before]
    assert await stored(world) == await reckoned(world)
    assert await detect_due(world.database, world.workspace_id, world.clock) == 2


async def test_a_visitor_who_turns_out_to_be_of_another_company_takes_the_activity_along(make):
    """What was done without a name surged where the visitor was thought to be from."""
    world = await make()
    await world.hear(
        event("ada@acme.com", "Page View", NOON - days(60), account_id="a-1"),
        event("eve@beta.com", "Page View", NOON - days(60), account_id="b-1"),
        event("eve@beta.com", "Page View", NOON - hours(9), account_id="b-1"),
        *(event("cookie:c9", "Page View", NOON - hours(8), account_id="b-1") for _ in range(12)),
    )
    await settle(world)
    assert [len(rows) for rows in (await stored(world)).values()] == [1]
    await world.hear(event(["cookie:c9", "ada@acme.com"], "Page View", NOON, account_id="a-1"))
    await settle(world)
    assert await stored(world) == await reckoned(world) == {}


async def test_what_a_filter_takes_back_is_no_activity(make):
    """The batch that brings the event too many suppresses those before it, and the surge that they made is gone."""
    world = await make()
    people = company("acme", 2)
    draft = {
        "kind": "velocity",
        "name": "Robots",
        "event_type": "Email Opened",
        "count": 10,
        "window_seconds": 86400,
        "keep_first": True,
    }
    async with world.database.transaction() as connection:
        await add_filter(connection, world.caller, FilterDraft.model_validate(draft), world.clock)
    await world.hear(
        event(people[1], "Page View", NOON - days(60)), event(people[1], "Page View", NOON - hours(9))
    )
    await world.hear(*burst(people[:1], NOON - hours(6), 10))
    await settle(world)
    assert [len(rows) for rows in (await stored(world)).values()] == [1]
    await world.hear(event(people[0], "Email Opened", NOON))
    await settle(world)
    assert await stored(world) == await reckoned(world) == {}


async def test_most_events_are_only_counted(make):
    """An account is looked at when it could surge, not with each of its events; not at all for what is no activity."""
    world = await make()
    await world.hear(event("ada@acme.com", "Page View", NOON - days(20)))
    assert await settle(world) == 1
    for number in range(9):
        await world.hear(event("bob@acme.com", "Page View", NOON - hours(9 - number)))
        await world.hear(event("bob@acme.com", "Email Bounced", NOON - hours(9 - number), channel="system"))
        assert await settle(world) == 0
    await world.hear(event("ada@acme.com", "Page View", NOON))
    assert await settle(world) == 1


async def test_what_comes_while_one_looks_is_looked_at(make):
    """A batch writes as the worker has read: the worker waits for it, sees that there is more, and looks again."""
    world = await make()
    await world.hear(event("ada@acme.com", "Page View", NOON - days(20)))
    [row] = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w")
    async with world.database.transaction() as connection:
        one_more = {row["account_id"]: (1, NOON)}
        await state_queries.count_events(connection, world.workspace_id, one_more, NOON, {})
        looking = asyncio.create_task(settle(world))
        while not await world.rows(_WAITING):
            await asyncio.sleep(0.01)
    assert await looking == 2
    assert await settle(world) == 0
