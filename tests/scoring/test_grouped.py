"""A receipt as people read it: gathered in the database as its lines would be, and adding up to the score."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.ids import public
from kenbun.scoring.grouped import FEW, cards_of
from tests.histories import NOW, TYPES, moments
from tests.world import NOON, alias, days, event, hours, make_world, rule

ADA = "ada@acme.com"


async def card_of(world, who, at, by="rule", full=""):
    """The card of the primary ruleset."""
    async with world.database.snapshot() as connection:
        return (await cards_of(connection, world.workspace_id, who, at, by, world.zone, full))[0]


async def adas(world, at, by="rule", full=""):
    return await card_of(world, await world.lead_by_alias(("email", ADA)), at, by, full)


async def test_lines_of_one_rule_are_one_group(make):
    """A rule shows what it gave, what that is worth now, and when it last did."""
    world = await make([rule("Demo", "Demo", 40, 1)])
    await world.hear(event(ADA, "Demo", NOON), event(ADA, "Demo", NOON - days(1)))
    [group] = (await adas(world, NOON + days(1))).groups
    assert (group.title, group.count, group.points, group.value) == ("Demo", 2, 80, 30)
    assert group.last_at == NOON
    assert [(line.at, line.value) for line in group.lines] == [
        (NOON, "20.000000"),
        (NOON - days(1), "10.000000"),
    ]
    assert group.faded


async def test_a_cap_stands_apart_from_its_rule(make):
    """What a cap takes away is not hidden in the rule's own figure; it is one line for each period."""
    world = await make([rule("Page", "Page", 3, cap={"points": 5, "per": "day"})])
    await world.hear(*(event(ADA, "Page", NOON - days(day)) for day in (0, 0, 0, 1, 1)))
    card = await adas(world, NOON + days(1))
    assert [(group.kind, group.shown_value, group.count) for group in card.groups] == [
        ("rule", 15, 5),
        ("cap", -5, 2),
    ]
    assert (card.groups[1].title, card.groups[1].words) == ("Cap on Page", "at most 5 points a day")


async def test_only_rules_with_negative_points_are_negative(make):
    """A floor that lifts a score is nobody's decision against the person."""
    world = await make([rule("Unsubscribed", "Unsubscribed", -5)])
    await world.hear(event(ADA, "Unsubscribed", NOON))
    card = await adas(world, NOON + days(1))
    assert [(group.kind, group.negative) for group in card.groups] == [("rule", True), ("floor", False)]
    assert (card.score, card.rounding) == (0, 0)


async def test_days_are_those_of_the_zone(make):
    """An event shortly before midnight UTC belongs to the next day in Berlin."""
    late = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    for zone, titles in (("UTC", ["4 Mar 2026", "3 Mar 2026"]), ("Europe/Berlin", ["4 Mar 2026"])):
        world = await make([rule("Page", "Page", 1)], zone=zone)
        await world.hear(event(ADA, "Page", late), event(ADA, "Page", NOON))
        assert [group.title for group in (await adas(world, NOON + days(1), "day")).groups] == titles


async def test_a_floor_is_a_line_of_its_day(make):
    """By day, what lifts the score to 0 stands on the day of the receipt, beside what happened then."""
    world = await make([rule("Bounced", "Bounced", -4)])
    await world.hear(event(ADA, "Bounced", NOON))
    same = (await adas(world, NOON + hours(2), "day")).groups
    assert [(group.value, [line.kind for line in group.lines]) for group in same] == [(0, ["floor", "rule"])]
    next_day = (await adas(world, NOON + days(1), "day")).groups
    assert [(group.title, group.value) for group in next_day] == [("5 Mar 2026", 4), ("4 Mar 2026", -4)]


async def test_few_lines_are_shown_until_a_group_is_asked_for(make):
    """Of a long group the latest lines come, of the one asked for all; count and sums are of the whole always."""
    world = await make([rule("Page", "Page", 1), rule("Mail", "Mail", 1)])
    for name in ("Page", "Mail"):
        await world.hear(*(event(ADA, name, NOON - hours(hour)) for hour in range(FEW + 3)))
    card = await adas(world, NOON + days(1))
    assert [(len(group.lines), group.count, group.value) for group in card.groups] == [(FEW, 13, 13)] * 2
    assert [line.at for line in card.groups[0].lines] == [NOON - hours(hour) for hour in range(FEW)]
    for by in ("rule", "day"):
        [some, *_] = (await adas(world, NOON + days(1), by)).groups
        full = (await adas(world, NOON + days(1), by, some.key)).groups
        assert {group.key: len(group.lines) == group.count for group in full}[some.key]
        assert all(len(group.lines) <= FEW for group in full if group.key != some.key)
    assert (await adas(world, NOON + days(1), full="rule-nonsense")).groups == card.groups


_RULES = [
    rule("Fading", "Page View", 9, 7),
    rule("Capped by day", "Page View", 5, 1, cap={"points": 7, "per": "day"}),
    rule("Capped by week", "Form Sent", 20, cap={"points": 30, "per": "week"}),
    rule("Lasting", "Form Sent", 3),
    rule("Down", "Email Opened", -12, 30),
]
_leads = count(1)


@pytest_asyncio.fixture
async def berlin(database):
    return await make_world(database, _RULES, zone="Europe/Berlin", now=NOW)


@given(
    st.lists(st.tuples(st.sampled_from(TYPES), moments()), min_size=1, max_size=16),
    st.timedeltas(-timedelta(days=1), timedelta(days=30)),
)
async def test_groups_are_made_of_the_lines_of_the_receipt(berlin, done, later):
    """Whatever happened, each group sums its lines, and the groups as shown and the rounding sum to the score."""
    who = f"someone{next(_leads)}@acme.com"
    await berlin.hear(*(event(who, name, at) for name, at in done))
    lead_id, at = await berlin.lead_by_alias(alias(who)), berlin.clock() + later
    receipt = await berlin.explain(public("ld", lead_id), at)
    lines = [line for line in receipt.lines if line.kind != "rounding"]
    for by in ("rule", "day"):
        card = await card_of(berlin, lead_id, at, by)
        assert card.score == receipt.score
        assert sum(group.shown_value for group in card.groups) + card.rounding == receipt.score
        expected = _gathered(lines, by, ZoneInfo(berlin.zone))
        assert sorted(group.key for group in card.groups) == sorted(expected)
        for group in card.groups:
            whole = expected[group.key]
            assert group.count == len(whole)
            assert group.value == sum(Decimal(line.value) for line in whole)
            assert group.points == sum(Decimal(line.points) for line in whole)
            whole.sort(key=lambda line: line.at, reverse=True)
            assert [line.at for line in group.lines] == [line.at for line in whole[:FEW]]
            assert group.last_at == whole[0].at


def _gathered(lines, by, zone):
    """The lines under the keys of their groups, told from the lines alone."""
    found = defaultdict(list)
    for line in lines:
        day = line.at.astimezone(zone).date().isoformat()
        found[day if by == "day" else f"{line.kind}-{line.rule.id}" if line.rule else line.kind].append(line)
    return found
