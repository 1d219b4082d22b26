"""A segment day by day: each number is that of the list which it leads to."""

from datetime import date, timedelta
from typing import Any

import pytest

from kenbun.activity.filters import EventFilters
from kenbun.activity.lists import list_events
from kenbun.analysis import changes, one_day
from kenbun.analysis.changes import changes_of
from kenbun.analysis.days import Day, days_of
from kenbun.analysis.drawn import drawn
from kenbun.analysis.looked_at import LookedAt, look_at
from kenbun.analysis.now import numbers_of
from kenbun.analysis.one_day import members_on
from kenbun.events.type_settings import set_type
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging
from kenbun.segments.members.hands import act_by_hand
from tests.analysis.filled import change, emailed, fill
from tests.fits import add_fit, fit_rule
from tests.world import NOON, World, days, event, group, hours, minutes, rule

RULES = [rule("Viewed", "Page View", 10), rule("Asked", "Demo Requested", 40)]
ADA, BOB, CY, DORA = "ada@acme.com", "bob@beta.com", "cy@beta.com", "dora@gmail.com"
DAYS = 7


@pytest.fixture
async def world(make: Any) -> World:
    """A week: Ada asks for a demo on the first day, and is back on the third and the fifth; Bob and Cy are new on the
    second; Dora, who is in nothing, is there on each. Today nobody is there but Dora and Bob."""
    world: World = await make(RULES, zone="Europe/Berlin", now=NOON - days(6))
    await add_fit(world, "account", [fit_rule("Beta", "domain", "equals", "beta.com", 60)])
    await add_fit(world, "profile", [fit_rule("Any", "email", "contains", "b", 30)])
    told = {
        0: [(ADA, "Demo Requested")],
        1: [(BOB, "Page View"), (CY, "Page View"), (CY, "Page View")],
        2: [(ADA, "Page View")],
        4: [(ADA, "Page View"), (BOB, "Demo Requested")],
        6: [(BOB, "Page View")],
    }
    for number in range(7):
        world.clock.now = NOON - days(6 - number) + hours(1)
        acts = [event(who, what, world.clock.now - minutes(5)) for who, what in told.get(number, [])]
        await world.hear(event(DORA, "Page View", world.clock.now), *acts)
    await world.hear(event(BOB, "Ping", world.clock.now, channel="system"))
    return world


async def looked_at(world: World, segment_id: Any, count: int = DAYS) -> tuple[LookedAt, list[Day]]:
    async with world.database.snapshot() as connection:
        segment = await look_at(connection, world.workspace_id, public("seg", segment_id))
        now = await numbers_of(connection, segment)
        return segment, await days_of(connection, segment, now, count)


async def day_list(world: World, segment: LookedAt, day: date, **asked: Any) -> one_day.DayPage:
    async with world.database.snapshot() as connection:
        return await members_on(connection, segment, day, one_day.Asked(**asked), Paging(1, 100))


async def hot(world: World) -> Any:
    """Ada, Bob and Cy; Dora has come and gone again."""
    ada, bob, cy, dora = await emailed(world, ADA, BOB, CY, DORA)
    segment_id = await fill(world, "Hot", [ada, bob, cy], since=NOON - days(3))
    await change(world, segment_id, dora, entered=True, at=NOON - days(2))
    await change(world, segment_id, dora, entered=False, at=NOON - days(1))
    return segment_id


async def test_days_as_anybody_would_count_them(world: World) -> None:
    """Events and who was active, averages and levels as each day ended, of those who were there by then."""
    _, found = await looked_at(world, await hot(world))
    assert [one.day for one in found] == [date(2026, 2, 26) + timedelta(days=n) for n in range(DAYS)]
    assert [one.events for one in found] == [1, 3, 1, 0, 2, 0, 2]
    assert [one.active for one in found] == [1, 2, 1, 0, 2, 0, 1]
    assert [one.average["engagement"] for one in found] == [40, 23.3, 26.7, 26.7, 43.3, 43.3, 46.7]
    assert [one.average["profile"] for one in found] == [0, 20, 20, 20, 20, 20, 20]
    assert [(one.levels["Hot"], one.levels["Warm"], one.levels["Cold"]) for one in found] == [
        *[(0, 1, 0), (0, 1, 2), (1, 0, 2), (1, 0, 2)],
        *[(2, 0, 1), (2, 0, 1), (2, 0, 1)],
    ]
    assert [(one.entered, one.left) for one in found] == [
        (0, 0),
        (0, 0),
        (0, 0),
        (3, 0),
        (1, 0),
        (0, 1),
        (0, 0),
    ]
    assert [one.members for one in found] == [0, 0, 0, 3, 4, 3, 3]


@pytest.mark.parametrize("kind", ["lead", "account"])
async def test_each_number_is_that_of_its_list(world: World, kind: str) -> None:
    """Of every day: events, the active ones, averages, each level, entries and exits; of leads and of accounts."""
    # one of whom it comes late what was done on the third day
    await world.hear(event("eve@late.com", "Page View", NOON - days(4)))
    segment_id = await hot(world)
    [eve] = await emailed(world, "eve@late.com")
    async with world.database.transaction() as connection:
        await act_by_hand(connection, world.caller, segment_id, "add", [eve], world.clock)
    if kind == "account":
        rows = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w")
        segment_id = await fill(world, "Firms", [row["account_id"] for row in rows], kind="account")
    segment, found = await looked_at(world, segment_id)
    for one in found:
        whole = await day_list(world, segment, one.day)
        assert whole.average == one.average
        assert whole.total == found[-1].members
        assert sum(row.level is not None for row in whole.rows) == sum(one.levels.values())
        assert sum(row.events for row in whole.rows) == one.events
        assert (await day_list(world, segment, one.day, active=True)).total == one.active
        assert (await day_list(world, segment, one.day, then=True)).total == one.members
        for name, count in one.levels.items():
            assert (await day_list(world, segment, one.day, level=name)).total == count
        async with world.database.snapshot() as connection:
            filters = EventFilters(
                segment=segment.public_id, suppressed=False, hidden=False, since=one.day, until=one.day
            )
            assert (await list_events(connection, world.workspace_id, filters, Paging())).total == one.events
            for way, count in (("in", one.entered), ("out", one.left)):
                asked = changes.Asked(way, one.day, one.day)
                assert (await changes_of(connection, segment, asked, Paging())).total == count


async def test_accounts_by_their_leads(world: World) -> None:
    """Active are those with an active lead, once each; events are those of all leads of theirs."""
    rows = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w")
    segment_id = await fill(world, "Firms", [row["account_id"] for row in rows], kind="account")
    _, found = await looked_at(world, segment_id)
    assert [one.active for one in found] == [1, 1, 1, 0, 2, 0, 1]
    assert [one.events for one in found] == [1, 3, 1, 0, 2, 0, 2]
    assert [one.average["account"] for one in found] == [0, 30, 30, 30, 30, 30, 30]
    assert found[-1].average["engagement"] == 70
    assert (found[-1].levels["Qualified"], found[-1].levels["Low Priority"]) == (1, 1)


async def test_a_day_lists_what_its_members_did(world: World) -> None:
    """Those with the highest score first; what they had then, not what they have now."""
    segment, found = await looked_at(world, await hot(world))
    page = await day_list(world, segment, found[1].day)
    assert [(row.name, row.scores["engagement"], row.level, row.events) for row in page.rows] == [
        (ADA, 40, "Warm", 0),
        (CY, 20, "Cold", 2),
        (BOB, 10, "Cold", 1),
    ]
    first = await day_list(world, segment, found[0].day)
    assert [(row.name, row.level) for row in first.rows] == [(ADA, "Warm"), (BOB, None), (CY, None)]
    then = await day_list(world, segment, found[4].day, then=True)
    assert sorted(row.name or "" for row in then.rows) == [ADA, BOB, CY, DORA]


async def test_hidden_types_are_out_of_the_chart_and_of_its_list(world: World) -> None:
    """The one leads to the other with the same filter."""
    async with world.database.transaction() as connection:
        await set_type(connection, world.caller, "Page View", world.clock, hidden=True)
    segment, found = await looked_at(world, await hot(world))
    assert [one.events for one in found] == [1, 0, 0, 0, 1, 0, 1]
    assert "hidden=no" in drawn(segment, found)[0].leads_to


async def test_nobody_is_in(world: World) -> None:
    """An empty segment has days all the same, without an average; an inactive one likewise."""
    _, found = await looked_at(world, await fill(world, "Nobody", active=False), 2)
    assert [(one.events, one.active, one.members, one.average["engagement"]) for one in found] == [
        (0, 0, 0, None)
    ] * 2


async def test_what_cannot_be_asked(world: World, make: Any) -> None:
    """Too many days, a day to come, a level that there is not, another workspace's segment."""
    segment_id = await hot(world)
    segment, found = await looked_at(world, segment_id)
    for count in (0, 367):
        with pytest.raises(Invalid) as refused:
            await looked_at(world, segment_id, count)
        assert refused.value.field == "days"
    for day in (found[-1].day + timedelta(days=1), date.min, date.max, found[-1].day - timedelta(days=366)):
        with pytest.raises(Invalid) as refused:
            await day_list(world, segment, day)
        assert refused.value.field == "day"
    with pytest.raises(Invalid) as refused:
        await day_list(world, segment, found[0].day, level="Lukewarm")
    assert refused.value.field == "level"
    with pytest.raises(Invalid):
        changes.Asked.read("sideways", "", "")
    with pytest.raises(Invalid):
        changes.Asked.read("", "2026-03-02", "2026-03-01")
    other: World = await make()
    for wrong in (segment_id, new_id()):
        with pytest.raises(NotFound):
            await looked_at(other, wrong)


async def test_marks_lead_to_their_lists(world: World) -> None:
    """Each chart says what it shows, and bars reach as high as what they stand for."""
    segment, found = await looked_at(world, await hot(world))
    charts = {chart.key: chart for chart in drawn(segment, found)}
    assert list(charts) == ["events", "active", "averages", "levels", "changes", "members"]
    assert charts["events"].figure == "9 in 7 days"
    assert charts["changes"].figure == "4 entered, 1 left"
    assert (charts["changes"].highest, charts["changes"].lowest) == (3, -1)
    assert (charts["levels"].highest, charts["averages"].highest) == (3, 46.7)
    assert list(charts["levels"].labels) == ["Warm", "Cold", "Hot"]
    mark = charts["levels"].marks[1][0]
    assert mark.leads_to == f"/analyze/segments/{segment.public_id}/days/2026-02-27?level=Cold"


async def test_group_calls_are_no_activity(world: World) -> None:
    """What only says whose somebody is brings no event and nobody who was active."""
    segment_id = await hot(world)
    await world.hear(group(CY, "beta-1", world.clock.now, name="Beta"))
    _, found = await looked_at(world, segment_id)
    assert (found[-1].events, found[-1].active) == (2, 1)
