"""Fading: listed scores are right to the minute, and nothing is worked on that cannot have changed."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.ids import public
from tests.histories import NOW, PEOPLE, events
from tests.interpreter.scores import score_at
from tests.world import NOON, days, event, hours, make_world, minutes, rule

_RULES = [
    rule("Viewed", "Page View", 10, 0.5),
    rule("Opened", "Email Opened", 7, 3, cap={"points": 20, "per": "day"}),
    rule("Regretted", "Email Opened", -4, 1),
    rule("Sent", "Form Sent", 3),
]
_CALLS = st.lists(events(), min_size=1, max_size=8, unique_by=lambda call: call["message_id"])
_LOOKS = st.lists(st.floats(0, 1), min_size=1, max_size=2)


@given(_CALLS, _LOOKS, st.integers(1, 2000))
async def test_listed_scores_are_right_to_the_minute(database, calls, looks, tenths):
    """Between two runs of the job nothing but the due leads changes; at each run every listed score is right."""
    world = await make_world(database, _RULES, now=NOW)
    recent = [call | {"timestamp": NOW - (NOW - call["timestamp"]) / 20} for call in calls]
    await world.hear(*recent)
    world.clock.now += hours(tenths / 10)
    await world.fade()
    own = await _by_lead(world, recent)
    for look in looks:
        due = await _due(world)
        first = min(due.values(), default=None)
        if first is None:
            break
        # before the first is due nothing can have changed, so the job finds nothing to do
        world.clock.now += max(timedelta(0), first - world.clock.now - timedelta(microseconds=1)) * look
        await _check(world, own, world.clock.now)
        assert await world.fade() == 0
        # the next full minute after it is due
        world.clock.now = _next_minute(max(first, world.clock.now))
        before = {row.lead_id: row.scored_at for row in await world.shown()}
        expected = {lead for lead, at in due.items() if at <= world.clock.now}
        assert await world.fade() == len(expected)
        changed = {row.lead_id for row in await world.shown() if row.scored_at != before[row.lead_id]}
        assert changed == expected
        await _check(world, own, world.clock.now)


async def test_a_score_fades_away_minute_by_minute(make):
    """Ten points with a half-life of a day: 10 at first, 9 once 9.5 is passed, …, 0 after 4.32 days."""
    world = await make([rule("Viewed", "Page View", 10, 1)])
    await world.hear(event("ada@acme.com", "Page View", world.clock()))
    start, seen, rounds = world.clock(), {10: world.clock()}, 0
    while (due := list((await _due(world)).values())) and due[0] < start + days(6):
        world.clock.now = _next_minute(due[0])
        assert await world.fade() == 1
        rounds += 1
        seen.setdefault(await world.score("ada@acme.com"), world.clock())
    assert list(seen) == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    # 10 × 0.5^t < 9.5 from t = 0.0740006 days on, < 0.5 from t = 4.3219281 days on
    assert abs(seen[9] - start - days(0.0740006)) <= minutes(1)
    assert abs(seen[0] - start - days(4.3219281)) <= minutes(1)
    assert rounds < 100, "of 6,000 minutes few need work"


async def test_fading_into_another_level_is_a_change_with_its_cause(make):
    """30 points are Warm; once they have faded below 24.5 they are Cold, by fading."""
    world = await make([rule("Asked", "Demo Requested", 30, 1)])
    await world.hear(event("ada@acme.com", "Demo Requested", world.clock()))
    world.clock.now += hours(12)
    await world.fade()
    changes = await world.rows("SELECT * FROM level_changes WHERE workspace_id = :w ORDER BY change_id")
    told = [(one["from_level"], one["to_level"], one["score"], one["cause"]) for one in changes]
    assert told == [("Cold", "Warm", 30, "event"), ("Warm", "Cold", 21, "fading")]


async def test_what_never_fades_is_never_due(make):
    """Points without a half-life need no job."""
    world = await make([rule("Sent", "Form Sent", 10)])
    await world.hear(event("ada@acme.com", "Form Sent"))
    world.clock.now += days(1000)
    assert await _due(world) == {}
    assert await world.fade() == 0


async def test_who_has_nothing_left_to_fade_is_due_once(make):
    """A lead shown with 0 that a later version does not score at all was due for good, and kept the job busy."""
    world = await make([rule("Viewed", "Page View", 1, 1)])
    await world.hear(event("ada@acme.com", "Page View", NOON - days(1.5)))
    assert await world.score("ada@acme.com") == 0
    await world.publish([rule("Sent", "Form Sent", 10)])
    world.clock.now += days(1)
    assert await world.fade() == 1
    assert await _due(world) == {}


async def _due(world):
    rows = await world.rows(
        "SELECT lead_id, fades_at FROM leads WHERE workspace_id = :w AND fades_at IS NOT NULL"
    )
    return {public("ld", row["lead_id"]): row["fades_at"] for row in rows}


async def _by_lead(world, calls):
    doers = await world.doers()
    assert len(set(doers.values())) <= len(PEOPLE)
    own = {}
    for call in calls:
        own.setdefault(public("ld", doers[call["message_id"]]), []).append(call)
    return own


async def _check(world, own, at):
    """Each listed score is that of now, or of the time it is for, not a minute ago."""
    for row in await world.shown():
        score = score_at(_RULES, own[row.lead_id], at, "UTC")
        if row.engagement_score != score:
            assert at - row.scored_at < minutes(1)
            assert row.engagement_score == score_at(_RULES, own[row.lead_id], row.scored_at, "UTC")


def _next_minute(at):
    return at.replace(second=0, microsecond=0) + minutes(1)
