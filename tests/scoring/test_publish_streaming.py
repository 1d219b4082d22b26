"""Publishing while events stream: nothing is lost, one time for the switch, and a build that dies starts again."""

import asyncio
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.database import Away
from kenbun.kit.ids import public
from kenbun.levels.defaults import default_bands
from kenbun.scoring import states_queries, version_queries
from kenbun.scoring.publish import build_opened
from tests.histories import NOW, RULES, histories
from tests.interpreter.scores import level, score_at
from tests.states import assert_same_states, states_of
from tests.world import event, make_world, minutes, rule

_PAUSES = st.lists(st.sampled_from([0, 0, 0.001, 0.003, 0.008]), min_size=1, max_size=4)
_DEATHS = st.lists(st.sampled_from([0, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08]), max_size=1)


@settings(max_examples=settings().max_examples // 2)  # each is some hundred transactions
@given(RULES, RULES, histories(min_size=4, max_size=10), _PAUSES, _DEATHS)
async def test_publishing_while_events_stream_loses_nothing(database, old, new, calls, pauses, deaths):
    """Whatever comes in meanwhile, and however often the build dies, the answer is that of the new rules."""
    world = await make_world(database, old, now=NOW)
    await world.hear(*calls[: len(calls) // 2])
    before = {row.lead_id: row for row in await world.listed()}
    await world.open(new)
    shown = set()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_stream(world, calls[len(calls) // 2 :], pauses, shown))
        tasks.create_task(_build_with_deaths(world, deaths))
    await world.work_off()
    await _check_new_rules(world, calls, new)
    await _check_switch(world, before, shown)
    assert await world.rows("SELECT * FROM touched_leads WHERE workspace_id = :w") == []


async def _stream(world, calls, pauses, shown):
    for place in range(0, len(calls), 2):
        await asyncio.sleep(pauses[place // 2 % len(pauses)])
        world.clock.now += minutes(1)
        await world.hear(*calls[place : place + 2])
        shown |= {(row.lead_id, row.scored_at, row.engagement_score) for row in await world.shown()}


async def _build_with_deaths(world, deaths):
    for life in deaths:
        building = asyncio.create_task(build_opened(world.database, world.workspace_id, world.clock))
        await asyncio.sleep(life)
        building.cancel()
        # cut off in the middle of a COPY, the driver may raise an error of its own
        with suppress(asyncio.CancelledError, *Away):
            await building
    await build_opened(world.database, world.workspace_id, world.clock)


async def _check_new_rules(world, calls, rules):
    doers = await world.doers()
    for row in await world.listed():
        own = [call for call in calls if public("ld", doers[call["message_id"]]) == row.lead_id]
        assert row.engagement_score == score_at(rules, own, row.scored_at, "UTC")
        assert row.engagement_level == level(row.engagement_score, default_bands("engagement"))
    states = await states_of(world)
    async with world.database.transaction() as connection:
        [version] = await version_queries.versions_in_force(connection, world.workspace_id)
        await states_queries.rebuild(
            connection, world.workspace_id, version, set(doers.values()), world.clock()
        )
    assert_same_states(await states_of(world), states)
    rows = await world.rows("SELECT DISTINCT version_id FROM lead_states WHERE workspace_id = :w")
    assert {row["version_id"] for row in rows} <= {version.version_id}, "old results are gone"


async def _check_switch(world, before, shown):
    """The versions meet at one moment; what was shown before it is the old one's, what after it the new one's."""
    versions = await world.rows("SELECT * FROM ruleset_versions WHERE workspace_id = :w ORDER BY number")
    assert [version["state"] for version in versions] == ["past", "in_force"]
    switch = versions[1]["in_force_from"]
    assert versions[0]["in_force_to"] == switch
    for lead_id, at, score in sorted(shown):
        assert (await world.explain(lead_id, at)).score == score
    changes = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w ORDER BY change_id")
    for change in changes:
        assert change["cause"] == ("publish" if change["changed_at"] == switch else "event")
    for row in await world.listed():
        path = [one for one in changes if public("ld", one["subject_id"]) == row.lead_id]
        levels = ["Cold", *(one["to_level"] for one in path)]
        assert [one["from_level"] for one in path] == levels[:-1]
        assert levels[-1] == row.engagement_level
        if row.lead_id in before and before[row.lead_id].engagement_level != levels[-1]:
            assert path


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
