"""Publishing rules of fields while calls stream: nothing is lost, and a build that dies starts again."""

import asyncio
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.database import Away
from kenbun.levels.defaults import default_bands
from kenbun.scoring.fit import build
from kenbun.scoring.publish import build_opened
from tests.fits import PROFILE_RULES, add_fit, fit_rule, open_fit, publish_fit, speaking
from tests.histories import NOW
from tests.interpreter.fit import fit_score
from tests.interpreter.scores import level
from tests.world import identify, make_world, minutes

_PAUSES = st.lists(st.sampled_from([0, 0.001, 0.004]), min_size=1, max_size=3)
_DEATHS = st.lists(st.sampled_from([0, 0.005, 0.02]), max_size=1)


@settings(max_examples=settings().max_examples // 4)  # each is some hundred transactions
@given(PROFILE_RULES, PROFILE_RULES, speaking(), speaking(), _PAUSES, _DEATHS)
async def test_publishing_while_calls_stream_loses_nothing(database, old, new, first, then, pauses, deaths):
    """Whatever comes in meanwhile, and however often the build dies, the answer is that of the new rules."""
    world = await make_world(database, [], now=NOW)
    [ruleset_id] = await add_fit(world, "profile", old)
    await world.hear(*first)
    await open_fit(world, "profile", ruleset_id, new)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_stream(world, then, pauses))
        tasks.create_task(_build_with_deaths(world, deaths))
    await world.work_off()
    rows = await world.rows("""
        SELECT l.lead_id, l.profile_score, p.fields FROM leads l
        JOIN lead_profiles p ON p.workspace_id = l.workspace_id AND p.lead_id = l.lead_id WHERE l.workspace_id = :w
    """)
    versions = await world.rows("SELECT * FROM ruleset_versions WHERE workspace_id = :w ORDER BY version_id")
    states = [one["state"] for one in versions if one["ruleset_id"] == ruleset_id]
    assert states == ["past", "in_force"]
    switch = versions[-1]["in_force_from"]
    changes = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w ORDER BY change_id")
    bands = default_bands("profile")
    for row in rows:
        assert row["profile_score"] == fit_score(new, row["fields"], "UTC")
        path = [one for one in changes if one["subject_id"] == row["lead_id"]]
        levels = [level(0, bands), *(one["to_level"] for one in path)]
        assert [one["from_level"] for one in path] == levels[:-1]
        assert levels[-1] == level(row["profile_score"], bands)
        assert all((one["cause"] == "publish") == (one["changed_at"] == switch) for one in path)
    left = await world.rows("SELECT DISTINCT version_id FROM fit_scores WHERE workspace_id = :w")
    assert {one["version_id"] for one in left} <= {versions[-1]["version_id"]}, "old results are gone"
    assert await world.rows("SELECT * FROM touched_leads WHERE workspace_id = :w") == []


async def _stream(world, calls, pauses):
    for place, call in enumerate(calls):
        await asyncio.sleep(pauses[place % len(pauses)])
        world.clock.now += minutes(1)
        await world.hear(call)


async def _build_with_deaths(world, deaths):
    for life in deaths:
        building = asyncio.create_task(build_opened(world.database, world.workspace_id, world.clock))
        await asyncio.sleep(life)
        building.cancel()
        with suppress(asyncio.CancelledError, *Away):
            await building
    await build_opened(world.database, world.workspace_id, world.clock)


async def test_a_build_goes_piece_by_piece(make, monkeypatch):
    """Seven people in pieces of two are all scored, and the progress says so."""
    monkeypatch.setattr(build, "CHUNK", 2)
    world = await make()
    [ruleset_id] = await add_fit(world, "profile", [])
    await world.hear(*(identify(f"p{number}@acme.com", title="VP") for number in range(7)))
    await publish_fit(world, "profile", ruleset_id, [fit_rule("VP", "title", "equals", "VP", 30)])
    scores = await world.rows("SELECT profile_score FROM leads WHERE workspace_id = :w")
    assert [row["profile_score"] for row in scores] == [30] * 7
    [version] = await world.rows("SELECT * FROM ruleset_versions WHERE workspace_id = :w AND number = 2")
    assert (version["leads_done"], version["leads_total"]) == (7, 7)
