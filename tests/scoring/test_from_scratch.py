"""Rescoring: what is right stays, what is wrong is put right and counted."""

from kenbun.scoring.from_scratch import Rescored, rescore_accounts, rescore_ruleset
from tests.fits import add_fit, fit_rule
from tests.world import days, event, group, identify, rule

ADA, BOB = "ada@acme.com", "bob@acme.com"


async def _world(make):
    world = await make([rule("Seen", "Page View", 30, 5, cap={"points": 40, "per": "ever"})])
    [profiles] = await add_fit(world, "profile", [fit_rule("VP", "title", "equals", "VP", 60)])
    await add_fit(world, "account", [fit_rule("Pro", "plan", "equals", "pro", 85)])
    await world.hear(
        identify(ADA, title="VP"),
        group(BOB, "acme", plan="pro"),
        *(event(who, "Page View") for who in (ADA, ADA, BOB)),
    )
    return world, profiles


async def _all(world):
    leads = await world.rows(
        "SELECT lead_id, engagement_score, profile_score FROM leads WHERE workspace_id = :w ORDER BY 1"
    )
    accounts = await world.rows(
        "SELECT account_id, engagement_score, account_score FROM accounts WHERE workspace_id = :w ORDER BY 1"
    )
    changes = await world.rows("SELECT change_id FROM level_changes WHERE workspace_id = :w ORDER BY 1")
    return leads, accounts, changes


async def test_rescoring_changes_nothing_that_is_right(make):
    """Not a score, not a level, after days of fading either; and says that it has looked at everyone."""
    world, profiles = await _world(make)
    world.clock.now += days(2)
    await world.fade()
    before = await _all(world)
    place = (world.database, world.caller)
    assert await rescore_ruleset(*place, world.ruleset_id, world.clock) == Rescored(2, 0)
    assert await rescore_ruleset(*place, profiles, world.clock) == Rescored(2, 0)
    assert await rescore_accounts(*place, world.clock) == Rescored(1, 0)
    assert await _all(world) == before


async def test_rescoring_puts_right_what_is_wrong(make):
    """States, scores and sums that somebody has spoilt are as they were, and counted; levels follow."""
    world, profiles = await _world(make)
    before = await _all(world)
    for spoilt in (
        "UPDATE lead_states SET sums = '{0,999}' WHERE workspace_id = :w RETURNING 1",
        "UPDATE leads SET profile_score = 7 WHERE workspace_id = :w RETURNING 1",
        "UPDATE fit_scores SET score = 5 WHERE workspace_id = :w RETURNING 1",
        "UPDATE accounts SET engagement_score = 1, account_score = 1 WHERE workspace_id = :w RETURNING 1",
    ):
        assert await world.rows(spoilt)
    place = (world.database, world.caller)
    assert (await rescore_ruleset(*place, world.ruleset_id, world.clock)).changed == 2
    assert (await rescore_ruleset(*place, profiles, world.clock)).changed == 1
    assert (await rescore_accounts(*place, world.clock)).changed == 2
    leads, accounts, _ = await _all(world)
    assert (leads, accounts) == before[:2]
    causes = await world.rows("SELECT DISTINCT cause FROM level_changes WHERE workspace_id = :w")
    assert {row["cause"] for row in causes} >= {"event", "rescore"}
