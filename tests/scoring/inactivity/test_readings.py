"""Every reading of a score knows what inactivity took: the past, trends, the drawer."""

from decimal import Decimal

from kenbun.scoring.group_lines import lines_of_group
from kenbun.scoring.grouped import cards_of
from tests.scoring.inactivity.worlds import decay, publish_decays
from tests.world import NOON, days, event, rule

ADA = "ada@acme.com"


async def quiet_ada(make):
    """20 points and a month of silence: 5 of them gone each ten days."""
    world = await make([rule("Demo", "Demo", 20)])
    await publish_decays(world, [decay(-5, 10, "Silent")])
    await world.hear(event(ADA, "Demo", NOON))
    world.clock.now = NOON + days(25)
    await world.fade()
    return world


async def test_the_drawer_has_a_group_for_each_rule(make):
    """By rule one group of two deductions, by day one each; and they add up to the score."""
    world = await quiet_ada(make)
    who, at = await world.lead_by_alias(("email", ADA)), world.clock()
    async with world.database.snapshot() as connection:
        [card] = await cards_of(connection, world.workspace_id, who, at, "rule", "UTC")
        [by_day] = await cards_of(connection, world.workspace_id, who, at, "day", "UTC")
        place = (connection, world.workspace_id, who, at, card.ruleset.id)
        listed = await lines_of_group(*place, card.groups[1].key, "UTC")
        of_day = await lines_of_group(*place, by_day.groups[0].key, "UTC")
    assert card.score == 10
    assert [(group.kind, group.title, group.count, group.shown_value) for group in card.groups] == [
        ("rule", "Demo", 1, 20),
        ("inactivity", "Silent", 2, -10),
    ]
    assert card.groups[1].words == "5 points for each 10 days without activity"
    assert [(line.at, line.value) for line in listed.lines] == [
        (NOON + days(20), "-5.000000"),
        (NOON + days(10), "-5.000000"),
    ]
    assert [group.value for group in by_day.groups] == [-5, -5, 20]
    assert [line.kind for line in of_day.lines] == ["inactivity"]


async def test_a_receipt_names_rule_and_interval(make):
    """Each deduction is a line with its time, what was taken, and the days of which it is."""
    world = await quiet_ada(make)
    row = await world.lead(ADA)
    lines = (await world.explain(row.lead_id, world.clock())).lines
    assert [(line.kind, line.rule.name, line.points, line.words) for line in lines[1:]] == [
        ("inactivity", "Silent", "-5.000000", "10 days without activity, 4 Mar 2026 to 14 Mar 2026"),
        ("inactivity", "Silent", "-5.000000", "10 days without activity, 14 Mar 2026 to 24 Mar 2026"),
    ]
    assert (row.engagement_score, row.engagement_level) == (10, "Cold")
    then = await world.explain(row.lead_id, NOON + days(15))
    assert (then.score, sum(Decimal(line.value) for line in then.lines)) == (15, 15)


async def test_the_trend_counts_what_was_taken(make):
    """Seven days ago 15, now 10."""
    world = await quiet_ada(make)
    assert (await world.lead(ADA)).engagement_trend == -5
