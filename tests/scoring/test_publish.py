"""Publishing rules of events: what it moves, what it leaves alone, and what builds that died have left."""

from kenbun.scoring.publish import build_opened
from tests.world import event, minutes, rule


async def test_a_publish_moves_scores_and_levels_at_once(make):
    """Ten views at 1 point are Cold; at 5 points they are 50 and Hot, by a change whose cause is the publish."""
    world = await make([rule("Viewed", "Page View", 1)])
    await world.hear(*(event("ada@acme.com", "Page View") for _ in range(10)))
    assert await world.score("ada@acme.com") == 10
    await world.publish([rule("Viewed", "Page View", 5)])
    row = await world.lead("ada@acme.com")
    assert (row.engagement_score, row.engagement_level) == (50, "Hot")
    [change] = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w")
    assert (change["from_level"], change["to_level"], change["cause"]) == ("Cold", "Hot", "publish")


async def test_whom_no_rule_matches_any_more_goes_back_to_nothing(make):
    """A publish that takes the only rule away leaves a score of 0 that is never due."""
    world = await make([rule("Viewed", "Page View", 30, 7)])
    await world.hear(event("ada@acme.com", "Page View", world.clock()))
    await world.publish([])
    row = await world.lead("ada@acme.com")
    assert (row.engagement_score, row.engagement_level) == (0, "Cold")
    world.clock.forward(days=100)
    assert await world.fade() == 0


async def test_an_unprimary_ruleset_moves_no_list(make):
    """A second ruleset has scores of its own; lists go on showing the primary's."""
    world = await make([rule("Viewed", "Page View", 1)], others=[])
    await world.hear(event("ada@acme.com", "Page View"))
    await world.publish([rule("Other", "Page View", 70)], world.other_ruleset_id)
    assert await world.score("ada@acme.com") == 1
    await world.hear(event("ada@acme.com", "Page View"))
    row = await world.lead("ada@acme.com")
    assert row.engagement_score == 2
    assert [one.score for one in await world.receipts(row.lead_id, world.clock() + minutes(1))] == [2, 140]


async def test_what_a_build_left_behind_goes_with_the_next_round(make):
    """Results of a version that is past, left by a process that died right after its switch, are dropped."""
    world = await make([rule("Viewed", "Page View", 1)])
    await world.hear(event("ada@acme.com", "Page View"))
    await world.publish([rule("Viewed", "Page View", 2)])
    await world.rows("""
        INSERT INTO lead_states (workspace_id, version_id, lead_id, as_of, sums, fading_lines, cap_periods, cap_used,
                                 capped_until)
        SELECT s.workspace_id, v.version_id, s.lead_id, s.as_of, s.sums, s.fading_lines, s.cap_periods, s.cap_used,
               s.capped_until
        FROM lead_states s JOIN ruleset_versions v ON v.workspace_id = s.workspace_id AND v.state = 'past'
        WHERE s.workspace_id = :w AND v.workspace_id = :w
        RETURNING 1
    """)
    await build_opened(world.database, world.workspace_id, world.clock)
    assert len(await world.rows("SELECT * FROM lead_states WHERE workspace_id = :w")) == 1


async def test_a_score_that_stays_the_same_fades_by_the_new_rules(make):
    """Ten points for good become ten with a half-life of a day: still 10 now, 5 a day later."""
    world = await make([rule("Viewed", "Page View", 10)])
    await world.hear(event("ada@acme.com", "Page View", world.clock()))
    await world.publish([rule("Viewed", "Page View", 10, 1)])
    assert await world.score("ada@acme.com") == 10
    world.clock.forward(days=1)
    await world.fade()
    assert await world.score("ada@acme.com") == 5


async def test_a_build_starts_from_nothing(make):
    """What an attempt that died has made and noted is dropped, also of a lead whom no rule matches."""
    world = await make([rule("Viewed", "Page View", 1)])
    await world.hear(event("ada@acme.com", "Page View"), event("bob@acme.com", "Shrugged"))
    version_id = await world.open([rule("Viewed", "Page View", 2)])
    await world.rows(
        """
        INSERT INTO lead_states (workspace_id, version_id, lead_id, as_of, sums, fading_lines, cap_periods, cap_used)
        SELECT workspace_id, :version, lead_id, created_at, ARRAY[999.0], 0, '{}', '{}'
        FROM leads WHERE workspace_id = :w
        RETURNING 1
        """,
        version=version_id,
    )
    await build_opened(world.database, world.workspace_id, world.clock)
    assert sorted(row.engagement_score for row in await world.shown()) == [0, 2]
    assert len(await world.rows("SELECT * FROM lead_states WHERE workspace_id = :w")) == 1


async def test_the_audit_log_has_the_version_before_and_after(make):
    """With how many rules each has; restoring says which one came back."""
    world = await make([rule("Viewed", "Page View", 1)])
    await world.publish([rule("Viewed", "Page View", 2), rule("Clicked", "Click", 3)])
    rows = await world.rows(
        "SELECT before, after FROM audit_log WHERE workspace_id = :w AND action = 'ruleset.publish' ORDER BY at"
    )
    before, after = rows[-1]["before"], rows[-1]["after"]
    assert (before["rules"], after["rules"]) == (1, 2)
    assert after["version"] == before["version"] + 1
