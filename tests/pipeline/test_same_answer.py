"""For random rules and histories there is one answer: live, from scratch, and as a reader of the rules works it out."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.ids import public
from kenbun.levels.defaults import default_bands
from kenbun.pipeline import take_batch
from kenbun.scoring import scores_queries, version_queries
from tests.histories import NOW, PEOPLE, RULES, ZONES, batches, histories
from tests.interpreter.scores import score_at
from tests.interpreter.sessions import channel, sessions
from tests.states import assert_path, assert_same_states, rebuild, states_of
from tests.world import alias, make_world

BANDS = default_bands("engagement")
LATER = st.timedeltas(timedelta(0), timedelta(days=90))
OTHERS = st.one_of(st.none(), st.none(), RULES)


@given(RULES, OTHERS, ZONES, histories(), st.data(), LATER, st.booleans(), st.booleans())
async def test_live_is_from_scratch_is_by_hand(
    database, rules, others, zone, calls, data, later, publish, negative
):
    """In any order of arrival and any batching, leads come out as the interpreter and a publish make them."""
    world = await make_world(database, rules, others=others, zone=zone, now=NOW, negative=negative)
    await world.say(*calls)
    await work_off(world, data.draw(batches(len(calls))))
    await check_leads(world, calls, rules, zone, negative)
    states = await states_of(world)
    await check_scores(world, calls, [rules, others], zone, later, negative)
    world.clock.forward(days=1)
    if publish:
        await world.publish(rules)
        await check_leads(world, calls, rules, zone, negative)
    else:
        await rebuild(world)
    assert_same_states(await states_of(world), states)


async def work_off(world, sizes):
    for size in sizes:
        await take_batch(world.database, world.workspace_id, world.clock, size)
        world.clock.forward(minutes=7)
    await world.work_off()


async def check_leads(world, calls, rules, zone, negative):
    """The rows of lists, the sessions and the changes of level are those that the events make."""
    found = {row.aliases[0]["value"]: row for row in await world.shown()}
    changes = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w ORDER BY change_id")
    stored = await world.rows("SELECT * FROM sessions WHERE workspace_id = :w ORDER BY started_at")
    for who in PEOPLE:
        own = [call for call in calls if call["aliases"] == [alias(who)]]
        row = found.pop(alias(who)[1], None)
        assert (row is not None) == bool(own)
        if row is None:
            continue
        score = score_at(rules, own, row.scored_at, zone, negative)
        active = [call["timestamp"] for call in own if channel(call) != "system"]
        assert row.engagement_score == score
        assert row.event_count == len(own)
        assert row.last_active_at == max(active, default=None)
        strung = [one for one in stored if public("ld", one["lead_id"]) == row.lead_id]
        assert sessions(own) == [
            (one["started_at"], one["ended_at"], one["event_count"], sorted(one["channels"]))
            for one in strung
        ]
        path = [one for one in changes if public("ld", one["subject_id"]) == row.lead_id]
        assert_path(path, score, BANDS)
    assert not found


async def check_scores(world, calls, rulesets, zone, later, negative):
    """Every ruleset's scores, now and at later times."""
    doers = await world.doers()
    lead_ids = set(doers.values())
    async with world.database.transaction() as connection:
        versions = await version_queries.versions_in_force(connection, world.workspace_id)
        by_age = sorted(versions, key=lambda version: version.version_id)
        for version, rules in zip(by_age, filter(None, rulesets), strict=True):
            for wait in (timedelta(0), later):
                at = world.clock() + wait
                scored = await scores_queries.read_scores(
                    connection, world.workspace_id, version, lead_ids, at
                )
                for lead_id in lead_ids:
                    own = [call for call in calls if doers[call["message_id"]] == lead_id]
                    score = scored[lead_id].score if lead_id in scored else 0
                    assert score == score_at(rules, own, at, zone, negative)
