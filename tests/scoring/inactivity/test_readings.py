"""Every reading of a score knows what inactivity took: the past, trends, histories, previews, the drawer."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.kit.ids import parse
from kenbun.scoring.group_lines import lines_of_group
from kenbun.scoring.grouped import cards_of
from kenbun.scoring.history.past import engagement_over
from kenbun.scoring.inactivity.rules import DecayDraft
from kenbun.scoring.preview.decays import preview_set
from kenbun.scoring.preview.preview import preview
from kenbun.scoring.version_queries import versions_in_force
from tests.histories import NOW, PEOPLE, RULES, histories
from tests.interpreter import scores
from tests.scoring.inactivity.worlds import DECAYS, decay, publish_decays
from tests.world import NOON, alias, days, event, make_world, rule

ADA = "ada@acme.com"
AGES = st.lists(st.integers(0, 70 * 24), min_size=1, max_size=5)


async def by_name(world):
    return {row.aliases[0]["value"]: row for row in await world.listed()}


@settings(max_examples=settings().max_examples // 4)  # each builds several versions
@given(RULES, DECAYS, st.booleans(), histories(), AGES)
async def test_the_past_known_now_is_that_of_its_receipts(database, rules, decays, negative, calls, ages):
    """At any times at once, scores are those that receipts known now give, and those worked out by hand."""
    world = await make_world(database, rules, now=NOW, negative=negative)
    await publish_decays(world, decays)
    await world.hear(*calls)
    times = [NOW - timedelta(hours=age) for age in ages]
    listed = await by_name(world)
    ids = [parse("ld", row.lead_id) for row in listed.values()]
    async with world.database.snapshot() as connection:
        [version] = await versions_in_force(connection, world.workspace_id)
        over = await engagement_over(connection, world.workspace_id, version, ids, times)
    for who in PEOPLE:
        row = listed.get(alias(who)[1])
        for at in times if row else ():
            own = [call for call in calls if call["aliases"] == [alias(who)] and call["timestamp"] <= at]
            by_hand = scores.score_at(rules, own, at, "UTC", negative, decays)
            assert over.get((parse("ld", row.lead_id), at), 0) == by_hand
            assert (await world.explain(row.lead_id, at, "now")).score == by_hand


@settings(max_examples=settings().max_examples // 4)
@given(RULES, RULES, DECAYS, DECAYS, st.booleans(), histories(), st.integers(0, 20))
async def test_a_preview_is_what_publishing_does(database, old, new, before, after, negative, calls, wait):
    """Of other rules under rules of inactivity, and of other rules of inactivity."""
    world = await make_world(database, old, now=NOW, negative=negative)
    await publish_decays(world, before)
    await world.hear(*calls)
    world.clock.forward(days=wait)
    await world.fade()
    then = await shown(world)
    await world.draft(new)
    told = (await preview(world.database, world.workspace_id, world.ruleset_id, world.clock)).outcome
    await world.publish(new)
    now = await shown(world)
    assert (told.up, told.down) == moves(then, now)
    drafts = [DecayDraft.model_validate(one) for one in after]
    told = (await preview_set(world.database, world.workspace_id, world.clock, drafts)).outcome
    await publish_decays(world, after)
    assert (told.up, told.down) == moves(now, await shown(world))


async def shown(world):
    return {row.lead_id: row.engagement_score for row in await world.shown()}


def moves(before, after):
    changes = [after[lead] - before[lead] for lead in before]
    return sum(change > 0 for change in changes), sum(change < 0 for change in changes)


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


@settings(max_examples=settings().max_examples // 4)
@given(RULES, DECAYS, st.booleans(), histories(), st.integers(0, 12))
async def test_trends_are_the_difference_to_a_week_ago(database, rules, decays, negative, calls, wait):
    """By the rules of now, whether anything was due in between or not."""
    world = await make_world(database, rules, now=NOW, negative=negative)
    await publish_decays(world, decays)
    await world.hear(*calls)
    world.clock.forward(days=wait)
    await world.fade()
    [tick] = await world.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :w")
    then = tick["ticked_at"] - timedelta(days=7)
    for who, row in (await by_name(world)).items():
        own = [call for call in calls if call["aliases"][0][1] == who and call["timestamp"] <= then]
        before = scores.score_at(rules, own, then, "UTC", negative, decays)
        assert row.engagement_trend == row.engagement_score - before
