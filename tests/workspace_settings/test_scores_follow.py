"""Scores follow settings like a publish: as if it had always been so, as the preview said, and not for the past."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.kit.ids import parse, public
from kenbun.levels.defaults import default_bands
from kenbun.scoring import states_queries, version_queries
from kenbun.scoring.fit.receipt import explain_lead
from kenbun.workspace_settings.preview import preview_settings
from kenbun.workspace_settings.settings import SettingsPatch
from tests.fits import add_fit, fit_rule
from tests.histories import NOW, RULES, ZONES, histories
from tests.interpreter.scores import level, score_at
from tests.scoring.inactivity.worlds import DECAYS, publish_decays
from tests.settled import ask, follow, settle
from tests.states import assert_same_states, states_of
from tests.world import NOON, days, event, hours, identify, make_world, minutes, rule

_BANDS = default_bands("engagement")


async def _shown(world):
    leads = await world.rows(
        "SELECT lead_id AS id, engagement_score AS score FROM leads WHERE workspace_id = :w"
    )
    accounts = await world.rows(
        "SELECT account_id AS id, engagement_score AS score FROM accounts WHERE workspace_id = :w"
    )
    return {row["id"]: row["score"] for row in leads}, {row["id"]: row["score"] for row in accounts}


def _told(outcome):
    return {(one.subject_id, one.before, one.after) for one in outcome.movers}


def _moved(before, after):
    return {(one, before[one], after[one]) for one in after if after[one] != before[one]}


@settings(max_examples=settings().max_examples // 4)  # each makes hundreds of statements
@given(
    RULES,
    st.one_of(st.none(), RULES),
    st.one_of(st.just([]), DECAYS),
    st.tuples(ZONES, ZONES),
    st.tuples(st.booleans(), st.booleans()),
    histories(),
)
async def test_all_is_as_if_it_had_always_been_so(database, rules, others, decays, zones, allowed, calls):
    """Under another zone, or with scores below 0: lists, levels, sums and states are those of the new settings, as
    worked out by hand and from scratch, and are what the preview said."""
    (zone, other), (was, negative) = zones, allowed
    world = await make_world(database, rules, others=others, zone=zone, now=NOW, negative=was)
    if decays:
        await publish_decays(world, decays)
    await world.hear(*calls)
    await world.fade()
    patch = SettingsPatch(time_zone=other, negative_scores=negative)
    seen = await preview_settings(database, world.workspace_id, patch, world.clock)
    before = await _shown(world)
    await settle(world, time_zone=other, negative_scores=negative)
    after = await _shown(world)
    if seen.outcomes:
        assert _told(seen.outcomes["engagement"]) == _moved(before[0], after[0])
        assert _told(seen.outcomes["account_engagement"]) == _moved(before[1], after[1])
    else:
        assert (zone, was) == (other, negative)
    await _check(world, calls, rules, other, negative, decays)
    if decays:
        return
    states = await states_of(world)
    leads = set((await world.doers()).values())
    async with world.database.transaction() as connection:
        for version in await version_queries.versions_in_force(connection, world.workspace_id):
            await states_queries.rebuild(connection, world.workspace_id, version, leads, world.clock())
    assert_same_states(await states_of(world), states)


async def _check(world, calls, rules, zone, negative, decays=()):
    doers = await world.doers()
    changes = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w ORDER BY change_id")
    since = await world.in_force_since()
    for row in await world.listed():
        own = [call for call in calls if public("ld", doers[call["message_id"]]) == row.lead_id]
        score = score_at(rules, own, max(row.scored_at, since), zone, negative, decays)
        assert (row.engagement_score, row.engagement_level) == (score, level(score, _BANDS))
        path = [one["to_level"] for one in changes if public("ld", one["subject_id"]) == row.lead_id]
        assert ["Cold", *path][-1] == row.engagement_level


@settings(max_examples=settings().max_examples // 8)  # each is some hundred transactions
@given(RULES, ZONES, histories(min_size=4, max_size=10), st.booleans(), st.sampled_from([0, 0.005, 0.03]))
async def test_events_stream_on_meanwhile(database, rules, zone, calls, negative, death):
    """Whatever comes in while scores are made anew, and if that is cut off once, the answer is the new settings'."""
    world = await make_world(database, rules, others=rules[:1], zone="UTC", now=NOW)
    await world.hear(*calls[: len(calls) // 2])
    await ask(world, time_zone=zone, negative_scores=negative)

    async def stream():
        for call in calls[len(calls) // 2 :]:
            await asyncio.sleep(0.002)
            world.clock.now += minutes(1)
            await world.hear(call)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(stream())
        tasks.create_task(_with_a_death(world, death))
    await world.work_off()
    await _check(world, calls, rules, zone, negative)
    assert await world.rows("SELECT * FROM touched_leads WHERE workspace_id = :w") == []
    rows = await world.rows("SELECT state FROM setting_versions WHERE workspace_id = :w ORDER BY number")
    assert rows[-1]["state"] == "in_force"


async def _with_a_death(world, life):
    building = asyncio.create_task(follow(world))
    await asyncio.sleep(life)
    building.cancel()
    await asyncio.gather(building, return_exceptions=True)
    await follow(world)


async def test_the_past_keeps_its_settings(make):
    """A receipt for a time before the change counts days of the zone of then; known now, those of today's."""
    world = await make([rule("Viewed", "Page View", 4, cap={"points": 4, "per": "day"})])
    late = NOON.replace(hour=23, minute=30) - days(2)
    await world.hear(
        event("ada@acme.com", "Page View", late), event("ada@acme.com", "Page View", late - hours(1))
    )
    row = await world.lead("ada@acme.com")
    assert row.engagement_score == 4
    before = world.clock() + minutes(1)
    world.clock.now += hours(1)
    await settle(world, time_zone="Europe/Berlin")
    assert await world.score("ada@acme.com") == 8
    assert (await world.explain(row.lead_id, before)).score == 4
    assert (await world.explain(row.lead_id, before, "now")).score == 8
    assert (await world.explain(row.lead_id, world.clock() + minutes(1))).score == 8
    await world.hear(event("ada@acme.com", "Page View", late - hours(2)))
    assert await world.score("ada@acme.com") == 8, "two of them are on one day in Berlin"


async def test_below_0_everywhere(make):
    """Engagement, profile, account and the sum of an account: all go below 0, in lists and in receipts alike."""
    world = await make([rule("Left", "Unsubscribed", -5, 1)])
    await add_fit(world, "profile", [fit_rule("Student", "title", "contains", "student", -30)])
    await add_fit(world, "account", [fit_rule("Tiny", "name", "is_not_empty", None, -7)])
    await world.hear(
        identify("ada@acme.com", NOON, title="Student", company="Acme"), event("ada@acme.com", "Unsubscribed")
    )
    world.clock.now += days(1)
    await world.fade()
    row = await world.lead("ada@acme.com")
    assert (row.engagement_score, row.profile_score) == (0, 0)
    await settle(world, negative_scores=True)
    row = await world.lead("ada@acme.com")
    assert (row.engagement_score, row.profile_score) == (-3, -30)
    assert (row.engagement_level, row.profile_level) == ("Unclassified", "Unclassified")
    [account] = await world.rows("SELECT * FROM accounts WHERE workspace_id = :w")
    assert account["engagement_score"] == -3
    async with world.database.snapshot() as connection:
        receipt = await explain_lead(connection, world.workspace_id, parse("ld", row.lead_id), row.scored_at)
    assert [one.score for one in receipt.scores][:2] == [-3, -30]
    assert not [line for one in receipt.scores for line in one.lines if line.kind == "floor"]
    await settle(world, negative_scores=False)
    row = await world.lead("ada@acme.com")
    assert (row.engagement_score, row.profile_score) == (0, 0)


async def test_a_failed_build_leaves_everything_as_it_was(make, monkeypatch):
    """The settings of before hold on, the error is told, and the next attempt is free to go."""
    world = await make([rule("Left", "Unsubscribed", -5)])
    await world.hear(event("ada@acme.com", "Unsubscribed"))

    async def breaks(*_):
        raise RuntimeError("out of luck")

    with monkeypatch.context() as patched:
        patched.setattr("kenbun.scoring.engagement_build.EngagementBuild.show", breaks)
        await settle(world, negative_scores=True)
    rows = await world.rows(
        "SELECT state, error FROM setting_versions WHERE workspace_id = :w ORDER BY number"
    )
    assert [(row["state"], row["error"]) for row in rows] == [("in_force", None), ("failed", "out of luck")]
    assert await world.score("ada@acme.com") == 0
    await settle(world, negative_scores=True)
    assert await world.score("ada@acme.com") == -5
