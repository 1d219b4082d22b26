"""What each event did to its lead's score, as a reader of the rules works it out from the events known by then."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.pipeline import take_batch
from tests.histories import NOW, PEOPLE, RULES, ZONES, batches, histories
from tests.interpreter.scores import score_at
from tests.world import alias, make_world


@given(RULES, ZONES, histories(), st.data(), st.booleans())
@settings(max_examples=60)
async def test_each_event_is_told_with_the_score_before_and_after(
    database, rules, zone, calls, data, negative
):
    """As of the batch's time, in the order of the events' times, caps and late ones included; what did nothing is
    not told."""
    world = await make_world(database, rules, zone=zone, now=NOW, negative=negative)
    await world.say(*calls)
    for size in data.draw(batches(len(calls))):
        await take_batch(world.database, world.workspace_id, world.clock, size)
        world.clock.forward(days=2)
    await world.work_off()
    assert await _told(world) == await _worked_out(world, rules, calls, zone, negative)


async def _told(world):
    rows = await world.rows(
        """
        SELECT m.at, e.message_id, s.before, s.after FROM score_moves m
        CROSS JOIN unnest(m.event_ids, m.befores, m.afters) WITH ORDINALITY AS s (event_id, before, after, place)
        JOIN events e ON e.workspace_id = :w AND e.event_id = s.event_id
        WHERE m.workspace_id = :w AND m.subject = 'lead' AND m.dimension = 'engagement' AND m.cause = 'event'
        ORDER BY m.at, m.move_id, s.place
        """
    )
    return sorted(tuple(row.values()) for row in rows)


async def _worked_out(world, rules, calls, zone, negative):
    received = await world.rows("SELECT message_id, received_at FROM events WHERE workspace_id = :w")
    at_of = {row["message_id"]: row["received_at"] for row in received}
    found = []
    for who in PEOPLE:
        own = [call for call in calls if call["aliases"] == [alias(who)]]
        by_batch = defaultdict(list)
        for call in own:
            by_batch[at_of[call["message_id"]]].append(call)
        known = []
        for at in sorted(by_batch):
            for call in sorted(by_batch[at], key=lambda one: (one["timestamp"], one["message_id"])):
                before = score_at(rules, known, at, zone, negative)
                known.append(call)
                after = score_at(rules, known, at, zone, negative)
                if before != after:
                    found.append((at, call["message_id"], before, after))
    return sorted(found)
