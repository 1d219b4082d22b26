"""For random filters and histories there is one answer: live in any batching and order, judged again, and by hand."""

from hypothesis import given
from hypothesis import strategies as st

from kenbun.events.types import fold
from kenbun.kit.ids import public
from kenbun.pipeline import take_batch
from tests.events.filters.filtered import Filtered
from tests.histories import NOW, PEOPLE, RULES, batches, histories
from tests.interpreter.scores import score_at
from tests.interpreter.sessions import channel, sessions
from tests.scoring.inactivity.worlds import DECAYS, publish_decays
from tests.states import assert_same_from_scratch
from tests.world import alias, make_world

_TYPES = st.sampled_from(["Page View", "page_view", "Email Opened"])
_CONDITIONS = st.sampled_from(
    [
        {"field": "metadata.plan", "operator": "equals", "value": "pro"},
        {"none": [{"field": "metadata.seats", "operator": "is_not_empty"}]},
    ]
)
_ATTRIBUTE = st.fixed_dictionaries(
    {"kind": st.just("attribute"), "event_type": st.one_of(st.none(), _TYPES), "conditions": _CONDITIONS}
)
_BY_TYPE = st.fixed_dictionaries(
    {"kind": st.just("attribute"), "event_type": _TYPES, "conditions": st.none()}
)
_VELOCITY = st.fixed_dictionaries(
    {
        "kind": st.just("velocity"),
        "event_type": _TYPES,
        "count": st.integers(1, 3),
        "window_seconds": st.sampled_from([1, 60, 1800, 3600, 86_400, 2_592_000]),
        "keep_first": st.booleans(),
    }
)
_FILTERS = st.lists(st.one_of(_VELOCITY, _VELOCITY, _ATTRIBUTE, _BY_TYPE), min_size=1, max_size=3)


@given(_FILTERS, RULES, st.one_of(st.just([]), DECAYS), histories(max_size=20), st.data())
async def test_live_is_judged_again_is_by_hand(database, filters, rules, decays, calls, data):
    """In any order and batching, filters changing on the way: what is suppressed, and all that follows from it; a
    suppressed event ends no gap. A receipt for a past moment gives the score of then, whatever has been suppressed or
    freed since."""
    world = await make_world(database, rules, now=NOW)
    if decays:
        await publish_decays(world, decays)
    some = Filtered(world, filters)
    await some.begin()
    places, seen = st.sets(st.integers(0, len(filters) - 1)), []
    parts = data.draw(batches(len(calls)))[:2]
    for size in [*parts, len(calls)]:
        await some.switch(data.draw(places))
        await some.say(calls[:size])
        await work_off(world, data.draw(batches(size)))
        calls = calls[size:]
        seen += await check(some, rules, decays)
        if data.draw(st.integers(0, 4)) == 0:
            await apply(some)
            seen += await check(some, rules, decays)
    await assert_same_from_scratch(world)
    await some.switch(set(range(len(filters))))
    await apply(some)
    seen += await check(some, rules, decays)
    await check_counts(some)
    for row in data.draw(st.permutations(seen))[:3]:
        assert (await world.explain(row.lead_id, row.scored_at)).score == row.engagement_score


async def work_off(world, sizes):
    for size in sizes:
        await take_batch(world.database, world.workspace_id, world.clock, size)
        world.clock.forward(minutes=7)
    await world.work_off()


async def apply(some):
    """What the preview said is what happens; but that of somebody not known before more can be said then."""
    before, strays = await some.suppressed(), set(some.strays)
    said = await some.preview()
    await some.apply()
    after = await some.suppressed()
    if not strays:
        moved = {message for message in after if bool(after[message]) != bool(before[message])}
        assert said.suppressed == sum(bool(after[message]) for message in moved)
        assert said.freed == sum(bool(before[message]) for message in moved)
        whose = {tuple(call["aliases"]) for call in some.calls if call["message_id"] in moved}
        assert said.leads == len(whose)


async def check(some, rules, decays):
    """Answers what lists show."""
    world, suppressed = some.world, await some.suppressed()
    shown = await world.shown()
    assert suppressed == some.expected()
    assert await some.leadless() == some.stray_messages
    rows = {row.aliases[0]["value"]: row for row in shown}
    stored = await world.rows("SELECT * FROM sessions WHERE workspace_id = :w ORDER BY started_at")
    done = await world.rows(
        "SELECT d.lead_id, t.key FROM lead_event_types d JOIN event_types t USING (workspace_id, type_id)"
        " WHERE d.workspace_id = :w"
    )
    for who in PEOPLE:
        own = [call for call in some.calls if call["aliases"] == [alias(who)]]
        row = rows.pop(alias(who)[1], None)
        assert (row is not None) == ((alias(who),) in some.known)
        if row is None:
            continue
        counted = [call for call in own if not suppressed[call["message_id"]]]
        assert row.engagement_score == score_at(rules, counted, row.scored_at, "UTC", decays=decays)
        assert row.event_count == len(counted)
        active = [call["timestamp"] for call in counted if channel(call) != "system"]
        assert row.last_active_at == max(active, default=None)
        types = {one["key"] for one in done if public("ld", one["lead_id"]) == row.lead_id}
        assert types == {fold(call["event_type"]) for call in counted}
        assert sessions(counted) == [
            (one["started_at"], one["ended_at"], one["event_count"], sorted(one["channels"]))
            for one in stored
            if public("ld", one["lead_id"]) == row.lead_id
        ]
    assert not rows
    return shown


async def check_counts(some):
    """The counts of each filter are those of what it suppresses."""
    held = await some.world.rows(
        "SELECT filter_id, count(*) AS events FROM event_suppressions"
        " WHERE workspace_id = :w AND held_to IS NULL GROUP BY filter_id"
    )
    counted = await some.world.rows(
        "SELECT filter_id, sum(suppressed) AS events FROM filter_counts"
        " WHERE workspace_id = :w GROUP BY filter_id HAVING sum(suppressed) <> 0"
    )
    assert {row["filter_id"]: row["events"] for row in held} == {
        row["filter_id"]: row["events"] for row in counted
    }
