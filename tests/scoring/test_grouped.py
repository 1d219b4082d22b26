"""A receipt as people read it: gathered in the database as its lines would be, and adding up to the score."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.ids import public
from kenbun.scoring import group_lines
from kenbun.scoring.group_lines import lines_of_group
from kenbun.scoring.grouped import cards_of
from tests.histories import NOW, TYPES, moments
from tests.world import NOON, alias, days, event, hours, make_world, rule

ADA = "ada@acme.com"


async def card_of(world, who, at, by="rule"):
    """The card of the primary ruleset."""
    async with world.database.snapshot() as connection:
        return (await cards_of(connection, world.workspace_id, who, at, by, world.zone))[0]


async def lines_of(world, who, at, card, group):
    async with world.database.snapshot() as connection:
        return await lines_of_group(
            connection, world.workspace_id, who, at, card.ruleset.id, group.key, world.zone
        )


async def adas(world, at, by="rule"):
    return await card_of(world, await world.lead_by_alias(("email", ADA)), at, by)


async def test_lines_of_one_rule_are_one_group(make):
    """A rule shows what it gave, what that is worth now, and when it last did."""
    world = await make([rule("Demo", "Demo", 40, 1)])
    await world.hear(event(ADA, "Demo", NOON), event(ADA, "Demo", NOON - days(1)))
    [group] = (await adas(world, NOON + days(1))).groups
    assert (group.title, group.count, group.points, group.value) == ("Demo", 2, 80, 30)
    assert group.last_at == NOON
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


async def test_where_scores_go_below_0_there_is_no_floor(make):
    """Allowed, the score is what the rules make of it: -2.5 points show as -3."""
    world = await make([rule("Unsubscribed", "Unsubscribed", -5, 1)], negative=True)
    await world.hear(event(ADA, "Unsubscribed", NOON))
    card = await adas(world, NOON + days(1))
    assert [(group.kind, group.value) for group in card.groups] == [("rule", Decimal("-2.5"))]
    assert (card.score, card.rounding, card.level) == (-3, Decimal("-0.5"), "Unclassified")


async def test_days_are_those_of_the_zone(make):
    """An event shortly before midnight UTC belongs to the next day in Berlin."""
    late = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    for zone, titles in (("UTC", ["4 Mar 2026", "3 Mar 2026"]), ("Europe/Berlin", ["4 Mar 2026"])):
        world = await make([rule("Page", "Page", 1)], zone=zone)
        await world.hear(event(ADA, "Page", late), event(ADA, "Page", NOON))
        assert [group.title for group in (await adas(world, NOON + days(1), "day")).groups] == titles


async def test_a_cap_is_a_line_of_the_day_of_its_last_event(make):
    """What a week's cap takes off stands on the last day of the week that had too much."""
    world = await make([rule("Page", "Page", 3, cap={"points": 5, "per": "week"})])
    await world.hear(*(event(ADA, "Page", NOON - days(day)) for day in (0, 1, 2)))
    card = await adas(world, NOON + days(1), "day")
    assert [(group.key, group.value, group.count) for group in card.groups] == [
        ("2026-03-04", -1, 2),
        ("2026-03-03", 3, 1),
        ("2026-03-02", 3, 1),
    ]


async def test_the_lines_of_a_group_are_the_latest(make, monkeypatch):
    """Of a group with more lines than are listed the latest come, and how many there are."""
    monkeypatch.setattr(group_lines, "MOST", 3)
    world = await make([rule("Page", "Page", 1)])
    await world.hear(*(event(ADA, "Page", NOON - hours(hour)) for hour in range(5)))
    lead_id, at = await world.lead_by_alias(("email", ADA)), NOON + days(1)
    for by in ("rule", "day"):
        card = await adas(world, at, by)
        listed = await lines_of(world, lead_id, at, card, card.groups[0])
        assert [line.at for line in listed.lines] == [NOON - hours(hour) for hour in range(3)]
        assert listed.count == 5


async def test_of_a_group_that_is_not_there_are_no_lines(make):
    """A key that means nothing, of this ruleset or of another, lists nothing."""
    world = await make([rule("Page", "Page", 1)])
    await world.hear(event(ADA, "Page", NOON))
    lead_id, at = await world.lead_by_alias(("email", ADA)), NOON + days(1)
    [group] = (await adas(world, at)).groups
    async with world.database.snapshot() as connection:
        for ruleset, key in (("rs_1", group.key), ((await adas(world, at)).ruleset.id, "rule-nonsense")):
            listed = await lines_of_group(connection, world.workspace_id, lead_id, at, ruleset, key, "UTC")
            assert (listed.lines, listed.count) == ([], 0)


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
    st.lists(st.tuples(st.sampled_from(TYPES), moments()), min_size=1, max_size=9),
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
            assert group.last_at == max(line.at for line in whole)
            if group.kind != "floor":
                listed = await lines_of(berlin, lead_id, at, card, group)
                assert listed.count == len(whole)
                assert Counter(map(_told, listed.lines)) == Counter(map(_told, whole))
                assert listed.lines == sorted(listed.lines, key=lambda line: line.at, reverse=True)


def _told(line):
    return line.kind, line.rule.name, line.at, line.points, line.value


def _gathered(lines, by, zone):
    """The lines under the keys of their groups, told from the lines alone."""
    found = defaultdict(list)
    for line in lines:
        day = line.at.astimezone(zone).date().isoformat()
        found[line.kind if not line.rule else day if by == "day" else f"{line.kind}-{line.rule.id}"].append(
            line
        )
    return found
