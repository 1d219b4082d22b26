"""Publishing while calls stream: whatever is published, nothing is lost, and a build that dies starts again."""

import asyncio
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.ids import public
from kenbun.levels.defaults import default_bands
from tests.deaths import build_with_deaths
from tests.fits import PROFILE_RULES, add_fit, open_fit, speaking
from tests.histories import NOW, RULES, ZONES, histories, unheard
from tests.interpreter.fit import fit_score
from tests.interpreter.scores import score_at
from tests.scoring.inactivity.worlds import DECAYS, open_rules, publish_decays
from tests.settled import ask
from tests.states import assert_path, assert_same_from_scratch
from tests.world import make_world, minutes
from tests.world import served_database as database

__all__ = ["database"]


class InForce(NamedTuple):
    rules: list
    profile: list
    decays: list
    settings: tuple


_SETTINGS = st.tuples(ZONES, st.booleans())
_BEFORE = st.builds(InForce, RULES, PROFILE_RULES, st.one_of(st.just([]), DECAYS), _SETTINGS)
_CHANGE = st.one_of(
    st.tuples(st.just("rules"), RULES),
    st.tuples(st.just("rules"), RULES),
    st.tuples(st.just("profile"), PROFILE_RULES),
    st.tuples(st.just("decays"), DECAYS),
    st.tuples(st.just("settings"), _SETTINGS),
)
_PAUSES = st.lists(st.sampled_from([0, 0, 0.001, 0.003, 0.008]), min_size=1, max_size=4)
_DEATHS = st.lists(st.sampled_from([0, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08]), max_size=1)
_PUBLISH = st.tuples(_CHANGE, histories(min_size=1, max_size=4), speaking(2), _DEATHS)


@given(
    _BEFORE,
    st.one_of(st.none(), RULES),
    histories(max_size=3),
    speaking(2),
    st.lists(_PUBLISH, min_size=2, max_size=2),
    _PAUSES,
    st.data(),
)
async def test_publishing_while_calls_stream_loses_nothing(
    database, before, others, done, said, publishes, pauses, data
):
    """Whatever comes in meanwhile, and however often the build dies, the answer is that of what was published last."""
    zone, negative = before.settings
    world = await make_world(database, before.rules, others=others, zone=zone, now=NOW, negative=negative)
    [profiles] = await add_fit(world, "profile", before.profile)
    if before.decays:
        await publish_decays(world, before.decays)
    calls, shown = {}, set()
    await _hear(world, [*done, *said], calls)
    in_force = before
    for (what, value), more_done, more_said, deaths in publishes:
        await _open(world, profiles, what, value)
        in_force = in_force._replace(**{what: value})
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_stream(world, [*more_done, *more_said], pauses, calls, shown))
            tasks.create_task(build_with_deaths(world, deaths))
        await world.work_off()
    await _check_scores(world, calls.values(), in_force)
    await _check_versions(world)
    for dimension in ("engagement", "profile"):
        await _check_levels(world, dimension)
    for lead_id, at, score in data.draw(st.permutations(sorted(shown)))[:3]:
        assert (await world.explain(lead_id, at)).score == score
    if not in_force.decays:
        await assert_same_from_scratch(world)


async def _open(world, profiles, what, value):
    if what == "rules":
        await world.open(value)
    elif what == "profile":
        await open_fit(world, "profile", profiles, value)
    elif what == "decays":
        await open_rules(world, value)
    else:
        await ask(world, time_zone=value[0], negative_scores=value[1])


async def _hear(world, some, calls):
    fresh = unheard(some, calls)
    calls |= {call["message_id"]: call for call in fresh}
    await world.hear(*fresh)


async def _stream(world, some, pauses, calls, shown):
    for place in range(0, len(some), 2):
        await asyncio.sleep(pauses[place // 2 % len(pauses)])
        world.clock.now += minutes(1)
        await _hear(world, some[place : place + 2], calls)
        shown |= {(row.lead_id, row.scored_at, row.engagement_score) for row in await world.shown()}


async def _check_scores(world, calls, in_force):
    doers, (zone, negative) = await world.doers(), in_force.settings
    [since] = await world.rows("""
        SELECT max(v.in_force_from) AS engagement FROM ruleset_versions v
        JOIN rulesets r ON r.workspace_id = v.workspace_id AND r.ruleset_id = v.ruleset_id
        WHERE v.workspace_id = :w AND r.dimension <> 'profile'
    """)
    fields = {
        public("ld", row["lead_id"]): row["fields"]
        for row in await world.rows("SELECT lead_id, fields FROM lead_profiles WHERE workspace_id = :w")
    }
    done = [call for call in calls if call["kind"] == "event"]
    for row in await world.shown():
        own = [call for call in done if public("ld", doers[call["message_id"]]) == row.lead_id]
        at = max(row.scored_at, since["engagement"])
        assert row.engagement_score == score_at(
            in_force.rules, own, at, zone, negative, decays=in_force.decays
        )
        assert row.profile_score == fit_score(in_force.profile, fields.get(row.lead_id, {}), zone, negative)


async def _check_versions(world):
    """One version is in force of each ruleset, each begins where the one before ends, and what was made of the others
    is gone."""
    versions = await world.rows(
        "SELECT * FROM ruleset_versions WHERE workspace_id = :w ORDER BY ruleset_id, number"
    )
    for one, following in zip(versions, [*versions[1:], None], strict=True):
        last = following is None or following["ruleset_id"] != one["ruleset_id"]
        assert one["state"] == ("in_force" if last else "past")
        assert one["in_force_to"] == (None if last else following["in_force_from"])
    settings = await world.rows("SELECT state FROM setting_versions WHERE workspace_id = :w ORDER BY number")
    assert settings[-1]["state"] == "in_force"
    in_force = {one["version_id"] for one in versions if one["state"] == "in_force"}
    for table in ("lead_states", "fit_scores"):
        left = await world.rows(f"SELECT DISTINCT version_id FROM {table} WHERE workspace_id = :w")
        assert {one["version_id"] for one in left} <= in_force, "old results are gone"
    assert await world.rows("SELECT * FROM touched_leads WHERE workspace_id = :w") == []


async def _check_levels(world, dimension):
    """Each one's changes follow one another to the level of the score shown; those of a publish are of its moment."""
    versions = await world.rows("SELECT in_force_from FROM ruleset_versions WHERE workspace_id = :w")
    switches = {one["in_force_from"] for one in versions}
    changes = await world.rows(
        "SELECT * FROM level_changes WHERE workspace_id = :w AND dimension = :dimension ORDER BY change_id",
        dimension=dimension,
    )
    bands = default_bands(dimension)
    for row in await world.shown():
        path = [one for one in changes if public("ld", one["subject_id"]) == row.lead_id]
        assert_path(path, getattr(row, f"{dimension}_score"), bands)
        assert all((one["cause"] == "publish") == (one["changed_at"] in switches) for one in path)
