"""Receipts, worked out by hand."""

from tests.world import NOON, days, event, rule


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
