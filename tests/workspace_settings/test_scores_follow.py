"""Scores follow settings like a publish: as if it had always been so, as the preview said, and not for the past."""

from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.ids import parse, public
from kenbun.levels.defaults import default_bands
from kenbun.scoring.fit.receipt import explain_lead
from kenbun.workspace_settings.preview import preview_settings
from kenbun.workspace_settings.settings import SettingsPatch
from tests.fits import add_fit, fit_rule
from tests.histories import NOW, RULES, ZONES, histories
from tests.interpreter.scores import level, score_at
from tests.scoring.inactivity.worlds import DECAYS, publish_decays
from tests.settled import settle
from tests.states import assert_same_from_scratch
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
    if not decays:
        await assert_same_from_scratch(world)


async def _check(world, calls, rules, zone, negative, decays=()):
    doers = await world.doers()
    changes = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w ORDER BY change_id")
    since = await world.in_force_since()
    for row in await world.shown():
        own = [call for call in calls if public("ld", doers[call["message_id"]]) == row.lead_id]
        assert row.engagement_score == score_at(rules, own, max(row.scored_at, since), zone, negative, decays)
        path = [one["to_level"] for one in changes if public("ld", one["subject_id"]) == row.lead_id]
        assert ["Cold", *path][-1] == level(row.engagement_score, _BANDS)


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
