"""Publishing rules of inactivity: while events stream, again and again, back to what was; and the past stays true."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.database import Away
from kenbun.kit.ids import public
from kenbun.scoring.from_scratch import rescore_ruleset
from kenbun.scoring.inactivity.publish import open_decays
from kenbun.scoring.publish import build_opened
from tests.histories import NOW, RULES, events, histories
from tests.interpreter import scores
from tests.scoring.inactivity.worlds import DECAYS, decay, open_rules, publish_decays
from tests.world import NOON, days, event, make_world, minutes, rule

ADA = "ada@acme.com"
DEATHS = st.lists(st.sampled_from([0, 0.005, 0.02, 0.08]), max_size=1)
STEPS = st.one_of(
    st.tuples(st.just("hear"), histories(max_size=5)),
    st.tuples(st.just("do now"), events()),
    st.tuples(st.just("wait"), st.timedeltas(timedelta(seconds=1), timedelta(days=12))),
    st.tuples(st.just("sleep"), st.timedeltas(timedelta(days=1), timedelta(days=12))),
    st.tuples(st.just("publish decays"), DECAYS),
)


@settings(max_examples=settings().max_examples // 4)  # each is some hundred transactions
@given(RULES, st.lists(STEPS, min_size=2, max_size=6))
async def test_every_score_ever_shown_is_given_again_by_its_receipt(database, rules, steps):
    """Whatever came in late, was slept through or published since."""
    world = await make_world(database, rules, now=NOW)
    calls, shown = {}, set()
    for what, given_value in steps:
        if what in ("wait", "sleep"):
            world.clock.now += given_value
            await (world.fade() if what == "wait" else asyncio.sleep(0))
        elif what == "publish decays":
            await publish_decays(world, given_value)
        else:
            for call in given_value if what == "hear" else [given_value | {"timestamp": world.clock()}]:
                await world.say(*([] if call["message_id"] in calls else [call]))
                calls[call["message_id"]] = calls.get(call["message_id"], call)
            await world.work_off()
        shown |= {(row.lead_id, row.scored_at, row.engagement_score) for row in await world.shown()}
    for lead_id, at, score in sorted(shown):
        receipt = await world.explain(lead_id, at)
        assert receipt.score == score
        assert sum(Decimal(line.value) for line in receipt.lines) == score


@settings(max_examples=settings().max_examples // 4)
@given(RULES, DECAYS, histories(min_size=4, max_size=10), DEATHS)
async def test_publishing_while_events_stream_loses_nothing(database, rules, decays, calls, deaths):
    """Whatever comes in meanwhile, and however often the build dies, all leads stand as by hand, and one set of
    results is left."""
    world = await make_world(database, rules, now=NOW)
    await world.hear(*calls[: len(calls) // 2])
    await open_rules(world, decays)

    async def stream():
        for place in range(len(calls) // 2, len(calls), 2):
            world.clock.now += minutes(1)
            await world.hear(*calls[place : place + 2])
            await asyncio.sleep(0.003)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(stream())
        tasks.create_task(build_with_deaths(world, deaths))
    await world.work_off()
    doers = await world.doers()
    for row in await world.shown():
        own = [call for call in calls if public("ld", doers[call["message_id"]]) == row.lead_id]
        by_hand = scores.score_at(rules, own, row.scored_at, "UTC", decays=decays)
        assert row.engagement_score == by_hand
    sets = await world.rows("SELECT DISTINCT version_id FROM lead_states WHERE workspace_id = :w")
    assert len(sets) <= 1


async def build_with_deaths(world, deaths):
    for life in deaths:
        building = asyncio.create_task(build_opened(world.database, world.workspace_id, world.clock))
        await asyncio.sleep(life)
        building.cancel()
        # cut off in the middle of a COPY, the driver may raise an error of its own
        with suppress(asyncio.CancelledError, *Away):
            await building
    await build_opened(world.database, world.workspace_id, world.clock)


async def test_restoring_gives_the_scores_back(make):
    """30 points, 12 after two deductions, 30 again; level changes are of the publish, and nothing is recorded."""
    world = await make([rule("Demo", "Demo", 30)])
    await publish_decays(world, [])
    await world.hear(event(ADA, "Demo", NOON - days(15)))
    recorded = await world.rows("SELECT * FROM score_history WHERE workspace_id = :w")
    await publish_decays(world, [decay(-9, 7)])
    assert await world.score(ADA) == 12
    async with world.database.transaction() as connection:
        await open_decays(connection, world.caller, world.clock, restored=1)
    await build_opened(world.database, world.workspace_id, world.clock)
    assert await world.score(ADA) == 30
    moved = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w ORDER BY change_id")
    assert [(one["to_level"], one["cause"]) for one in moved] == [
        ("Warm", "event"),
        ("Cold", "publish"),
        ("Warm", "publish"),
    ]
    assert await world.rows("SELECT * FROM score_history WHERE workspace_id = :w") == recorded


async def test_every_engagement_ruleset_follows(make):
    """A second ruleset loses points by the same rules, also one that is published afterwards."""
    world = await make([rule("Demo", "Demo", 30)], others=[rule("Demo", "Demo", 10)])
    await world.hear(event(ADA, "Demo", NOON - days(8)))
    await publish_decays(world, [decay(-4, 7)])
    row = await world.lead(ADA)
    assert [one.score for one in await world.receipts(row.lead_id, world.clock() + minutes(1))] == [26, 6]
    await world.publish([rule("Demo", "Demo", 20)], world.other_ruleset_id)
    assert [one.score for one in await world.receipts(row.lead_id, world.clock() + minutes(1))] == [26, 16]


async def test_rescoring_changes_nothing(make):
    """From scratch everybody has what the live path gave, also who slept."""
    world = await make([rule("Demo", "Demo", 30, 10), rule("Page", "Page View", 4)])
    await publish_decays(world, [decay(-4, 2), decay(-7, 5)])
    for day in range(0, 30, 6):
        await world.hear(event(ADA, "Demo", world.clock()), event("bob@acme.com", "Page View", world.clock()))
        world.clock.forward(days=day)
    done = await rescore_ruleset(world.database, world.caller, world.ruleset_id, world.clock)
    assert (done.scored, done.changed) == (2, 0)


async def test_what_is_due_falls_due_at_its_moment(make):
    """A lead is due exactly at the end of the interval, and then at the next one, until nothing is left."""
    world = await make([rule("Demo", "Demo", 12)])
    await publish_decays(world, [decay(-5, 7)])
    await world.hear(event(ADA, "Demo", NOON))
    path = []
    for _ in range(4):
        [row] = await world.rows("SELECT fades_at FROM leads WHERE workspace_id = :w")
        if row["fades_at"] is None:
            break
        world.clock.now = row["fades_at"] - timedelta(microseconds=1)
        assert await world.fade() == 0
        world.clock.now = row["fades_at"]
        assert await world.fade() == 1
        path.append((world.clock.now - NOON, await world.score(ADA)))
    assert path == [(days(7), 7), (days(14), 2), (days(21), 0)]
