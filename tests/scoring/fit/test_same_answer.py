"""For random fields and rules there is one answer: live, from scratch, and as a reader of the rules works it out."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kenbun.levels.defaults import default_bands
from kenbun.pipeline import take_batch
from kenbun.scoring.fit import score_queries, version_queries
from tests.fits import ACCOUNT_RULES, PROFILE_RULES, add_fit, publish_fit, speaking
from tests.histories import NOW, batches
from tests.interpreter.fit import fit_score
from tests.states import assert_path
from tests.world import make_world, rule

ENGAGEMENT = [
    rule("Seen", "Page View", 7, 1),
    rule("Sent", "Form Sent", 30),
    rule("Mourned", "Page View", -10),
]
ZONES = st.sampled_from(["UTC", "Europe/Berlin"])


@given(PROFILE_RULES, PROFILE_RULES, ACCOUNT_RULES, ZONES, speaking(), st.data(), st.booleans())
async def test_live_is_from_scratch_is_by_hand(
    database, profile, other, account, zone, calls, data, negative
):
    """In any batching, scores, levels and sums of accounts are those of the fields and leads as they are."""
    world = await make_world(database, ENGAGEMENT, zone=zone, now=NOW, negative=negative)
    profiles = await add_fit(world, "profile", profile, other)
    [accounts] = await add_fit(world, "account", account)
    await world.say(*calls)
    for size in data.draw(batches(len(calls))):
        await take_batch(world.database, world.workspace_id, world.clock, size)
        world.clock.forward(minutes=7)
        await check_sums(world)
    await world.work_off()
    rules = dict(zip([*profiles, accounts], [profile, other, account], strict=True))
    await check_scores(world, rules, zone, negative)
    await check_levels(world)
    world.clock.now += timedelta(days=data.draw(st.sampled_from([1, 3])))
    await world.fade()
    await check_sums(world)
    scores = await stored(world)
    await from_scratch(world)
    assert await stored(world) == scores
    if data.draw(st.booleans()):
        await publish_fit(world, "profile", profiles[0], other)
        rules[profiles[0]] = other
    else:
        await publish_fit(world, "account", accounts, account[1:])
        rules[accounts] = account[1:]
    await check_scores(world, rules, zone, negative)
    await check_levels(world)


async def check_scores(world, rules, zone, negative):
    """What is stored for each ruleset, and what lists show of the primary ones."""
    people = await world.rows("""
        SELECT p.lead_id AS id, p.fields, l.profile_score AS shown FROM lead_profiles p
        JOIN leads l ON l.workspace_id = p.workspace_id AND l.lead_id = p.lead_id WHERE p.workspace_id = :w
    """)
    companies = await world.rows("""
        SELECT account_id AS id, jsonb_strip_nulls(jsonb_build_object('domain', domain)) || fields AS fields,
               account_score AS shown
        FROM accounts WHERE workspace_id = :w
    """)
    scores = await stored(world)
    rulesets = await world.rows(
        "SELECT ruleset_id, dimension, is_primary FROM rulesets WHERE workspace_id = :w"
    )
    for ruleset in rulesets:
        if ruleset["dimension"] == "engagement":
            continue
        for one in people if ruleset["dimension"] == "profile" else companies:
            score = fit_score(rules[ruleset["ruleset_id"]], one["fields"], zone, negative)
            assert scores.get((ruleset["ruleset_id"], one["id"]), 0) == score
            assert not ruleset["is_primary"] or one["shown"] == score


async def stored(world):
    rows = await world.rows("""
        SELECT v.ruleset_id, f.subject_id, f.score FROM fit_scores f
        JOIN ruleset_versions v ON v.workspace_id = f.workspace_id AND v.version_id = f.version_id
        WHERE f.workspace_id = :w AND f.score <> 0 AND v.state = 'in_force'
    """)
    return {(row["ruleset_id"], row["subject_id"]): row["score"] for row in rows}


async def from_scratch(world):
    """All scores again, from nothing."""
    await world.rows("DELETE FROM fit_scores WHERE workspace_id = :w RETURNING 1")
    async with world.database.transaction() as connection:
        for dimension in ("profile", "account"):
            for version in await version_queries.versions_in_force(connection, world.workspace_id, dimension):
                rows = await world.rows(
                    "SELECT lead_id AS id FROM leads WHERE workspace_id = :w"
                    " UNION SELECT account_id FROM accounts WHERE workspace_id = :w"
                )
                ids = [row["id"] for row in rows]
                await score_queries.keep_scores(connection, world.workspace_id, version, ids)


async def check_levels(world):
    """Each one's changes of level follow one another, from that of 0 points to that of the score now."""
    shown = await world.rows("""
        SELECT 'profile' AS dimension, lead_id AS id, profile_score AS score FROM leads WHERE workspace_id = :w
        UNION ALL SELECT 'account', account_id, account_score FROM accounts WHERE workspace_id = :w
    """)
    changes = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w ORDER BY change_id")
    for one in shown:
        bands = default_bands(one["dimension"])
        path = [
            change
            for change in changes
            if (change["dimension"], change["subject_id"]) == (one["dimension"], one["id"])
        ]
        assert_path(path, one["score"], bands)


async def check_sums(world):
    rows = await world.rows("""
        SELECT a.engagement_score AS shown, coalesce(sum(l.engagement_score), 0) AS summed FROM accounts a
        LEFT JOIN leads l ON l.workspace_id = a.workspace_id AND l.account_id = a.account_id
        WHERE a.workspace_id = :w GROUP BY a.account_id, a.engagement_score
    """)
    assert [row["shown"] for row in rows] == [row["summed"] for row in rows]
