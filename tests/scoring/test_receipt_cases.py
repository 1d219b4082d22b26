"""Receipts, worked out by hand."""

from datetime import timedelta
from decimal import Decimal
from math import log2

from tests.world import NOON, days, event, hours, rule

ADA = "ada@acme.com"


async def told(world, at, known="then"):
    """Score and lines of Ada's receipt: kind, rule, points and value."""
    lead_id = (await world.lead(ADA)).lead_id
    receipt = await world.explain(lead_id, at, known)
    assert sum(Decimal(line.value) for line in receipt.lines) == receipt.score
    return receipt.score, [
        (line.kind, line.rule and line.rule.name, line.points, line.value) for line in receipt.lines
    ]


async def test_lines_of_rules_caps_and_rounding(make):
    """After a day: 9 is 4.5; 3 × 8 is 12, of which a cap of 10 leaves 5; -3 stays: 6.5, shown as 7."""
    rules = [
        rule("Viewed", "Page View", 9, 1),
        rule("Sent", "Form Sent", 8, 1, cap={"points": 10, "per": "day"}),
        rule("Bounced", "Email Bounced", -3),
    ]
    world = await make(rules)
    calls = [event(ADA, "Page View", NOON), event(ADA, "Email Bounced", NOON)]
    await world.hear(*calls, *(event(ADA, "Form Sent", NOON) for _ in range(3)))
    score, lines = await told(world, NOON + days(1))
    assert score == 7
    assert sorted(lines[:5], key=lambda line: line[1]) == [
        ("rule", "Bounced", "-3.000000", "-3.000000"),
        *[("rule", "Sent", "8.000000", "4.000000")] * 3,
        ("rule", "Viewed", "9.000000", "4.500000"),
    ]
    assert lines[5:] == [
        ("cap", "Sent", "-14.000000", "-7.000000"),
        ("rounding", None, "0.500000", "0.500000"),
    ]


async def test_what_would_be_below_nothing_is_lifted_to_it(make):
    """4 - 10 is -6: a floor of 6, and nothing to round."""
    world = await make([rule("Viewed", "Page View", 4), rule("Bounced", "Email Bounced", -10)])
    await world.hear(event(ADA, "Page View"), event(ADA, "Email Bounced"))
    score, lines = await told(world, NOON + days(1))
    assert (score, lines[2:]) == (0, [("floor", None, "6.000000", "6.000000")])


async def test_the_past_knows_what_was_received_and_in_force_then(make):
    """A late event and a new version change today's receipt, and no receipt of the past."""
    world = await make([rule("Viewed", "Page View", 10)])
    await world.hear(event(ADA, "Page View", NOON))
    first = world.clock()
    world.clock.forward(hours=1)
    await world.hear(event(ADA, "Page View", NOON - days(1)))
    second = world.clock()
    world.clock.forward(hours=1)
    await world.publish([rule("Viewed", "Page View", 1)])
    world.clock.forward(hours=1)
    scores = [(await told(world, at))[0] for at in (first + hours(0.5), second, world.clock())]
    assert scores == [10, 20, 2]
    assert (await told(world, NOON - hours(1)))[0] == 0
    assert (await told(world, NOON - hours(1), "now"))[0] == 1
    assert (await told(world, first, "now"))[0] == 2


async def test_publishing_just_below_a_tie_shows_what_the_lines_say(make):
    """0.499999996 is written as 0.500000 on the receipt and so shown as 1, by a publish as by an event."""
    world = await make([rule("Viewed", "Page View", 3)])
    await world.hear(event(ADA, "Page View", NOON - days(1) - timedelta(milliseconds=1)))
    await world.publish([rule("Viewed", "Page View", 1, 1)])
    row = await world.lead(ADA)
    assert row.engagement_score == (await told(world, row.scored_at))[0] == 1


async def test_many_lines_round_the_same_way(make):
    """Forty lines of 0.31249975, each written as 0.312500: 12.5 and not 12.49999, so 13 everywhere."""
    world = await make([rule("Viewed", "Page View", 1, 1)])
    await world.hear(*(event(ADA, "Page View", NOON) for _ in range(40)))
    world.clock.now = NOON + days(-log2(0.31249975))
    await world.fade()
    row = await world.lead(ADA)
    assert row.engagement_score == (await told(world, row.scored_at))[0] == 13


async def test_rulesets_with_and_without_caps_and_half_lives_explain_themselves(make):
    """A receipt is given whatever its rules have or lack: caps, half-lives, both, neither."""
    for rules in (
        [],
        [rule("Seen", "Page View", 3)],
        [rule("Seen", "Page View", 3, 7)],
        [rule("Seen", "Page View", 3, None, cap={"points": 5, "per": "day"})],
        [rule("Seen", "Page View", 1, 7), rule("Some", "Page View", 2, cap={"points": 5, "per": "day"})],
        [rule("Seen", "Page View", 1), rule("Some", "Page View", 2, 7, cap={"points": 5, "per": "day"})],
    ):
        world = await make(rules)
        await world.hear(event("ada@acme.com", "Page View", NOON))
        row = await world.lead("ada@acme.com")
        receipt = await world.explain(row.lead_id, NOON + days(1))
        assert receipt.score == row.engagement_score == (3 if rules else 0)
