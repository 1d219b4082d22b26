"""What triggers of an account's engagement, and of segments, fire has one answer: live, simulated, and by hand."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.levels.defaults import default_bands
from kenbun.levels.queries import add_bands
from tests.interpreter.scores import score_at
from tests.interpreter.triggers import crosses
from tests.segments.segmented import Segments
from tests.triggers.triggered import Triggers
from tests.world import event, make_world, rule

RULES = [rule("Viewed", "Page View", 12), rule("Visited", "Visit", 30, 1), rule("Left", "Left", -25, 2)]
COMPANIES = ("one.example", "two.example")
PEOPLE = [f"{name}@{company}" for company in COMPANIES for name in ("ada", "bob")]
BANDS = default_bands("engagement")
LEAVES = (
    {"score": "engagement", "operator": "gte", "value": 40},
    {"did": "Visit", "times": {"at_least": 2}},
)

_EVENT = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(["Page View", "Visit", "Visit", "Left"]),
    st.sampled_from([0, 0, 1, 10, 59, 180]),
)
_STEP = st.tuples(st.sampled_from([1, 60, 600, 2_000]), st.lists(_EVENT, min_size=0, max_size=6))
_SCORES = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("milestone"),
            "direction": st.sampled_from(["up", "down"]),
            "threshold": st.sampled_from([1, 12, 40, 60]),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("level"),
            "level": st.sampled_from(["Cold", "Warm", "Hot"]),
            "on": st.sampled_from(["enter", "leave"]),
        }
    ),
).map(lambda one: {"subject": "account", "dimension": "account_engagement", **one})
_SEGMENTS = st.fixed_dictionaries(
    {
        "kind": st.just("segment"),
        "subject": st.sampled_from(["lead", "account"]),
        "leaf": st.sampled_from([0, 1]),
        "on": st.sampled_from(["enter", "leave"]),
    }
)
_HOW = st.sampled_from([("always", 0), ("always", 0), ("always", 7200), ("once", 0)])
_WHAT = st.tuples(st.one_of(_SCORES, _SEGMENTS), _HOW)


@settings(max_examples=10)
@given(st.lists(_WHAT, min_size=4, max_size=6), st.lists(_STEP, min_size=3, max_size=5))
async def test_live_is_simulated_is_by_hand(database, whats, steps):
    """An account is judged by what all of its leads show; a segment by who is in it after each batch, and as time
    passes."""
    world = await make_world(database, RULES)
    async with database.transaction() as connection:
        await add_bands(connection, world.workspace_id, "account_engagement", BANDS, world.clock())
    segments, triggers = Segments(world), Triggers(world)
    drafts = {f"t{number}": _draft(*one) for number, one in enumerate(whats)}
    for subject in ("lead", "account"):
        for number, leaf in enumerate(LEAVES):
            await segments.add(f"{subject} {number}", leaf, subject)
    await segments.settle()
    world.clock.forward(minutes=1)
    for name, one in drafts.items():
        given_fields = dict(one)
        if "leaf" in one:
            given_fields["segment_id"] = segments.public(f"{one['subject']} {given_fields.pop('leaf')}")
        await triggers.add(name, given_fields)
    moments = await _live(world, segments, triggers, steps)
    who = await _named(world)
    for name, one in drafts.items():
        live = [(_moment(moments, at), who[subject]) for at, subject in await triggers.fired(name)]
        assert sorted(live) == sorted(_by_hand(one, moments)), one
        again = await triggers.simulated(name)
        assert sorted((each.at, each.part_id) for each in again.firings) == sorted(await triggers.fired(name))


def _draft(what, how):
    return {**what, "fire": how[0], "cooldown_seconds": how[1]}


async def _live(world, segments, triggers, steps):
    """(until, events that came in) of each moment in which something may have happened."""
    moments, number = [], 0
    for minutes, some in steps:
        world.clock.forward(minutes=minutes)
        await world.fade()
        await _follow(world, segments, triggers)
        moments.append((await _ticked(world), world.clock(), []))
        calls = []
        for who, name, ago in some:
            number += 1
            at = world.clock() - timedelta(minutes=ago)
            calls.append(event(who, name, at, message_id=f"m{number:04}") | {"who": who})
        await world.hear(*calls)
        await _follow(world, segments, triggers)
        moments.append((await _ticked(world), world.clock(), calls))
    return moments


async def _follow(world, segments, triggers):
    await segments.settle()
    await triggers.settle()


async def _ticked(world):
    [row] = await world.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :w")
    return row["ticked_at"]


async def _named(world):
    leads = await world.rows("SELECT lead_id AS id, value FROM lead_aliases WHERE workspace_id = :w")
    firms = await world.rows("SELECT account_id AS id, domain AS value FROM accounts WHERE workspace_id = :w")
    return {row["id"]: row["value"] for row in (*leads, *firms)}


def _moment(moments, at):
    return next(number for number, (until, *_) in enumerate(moments) if at <= until)


def _by_hand(trigger, moments):
    subjects = PEOPLE if trigger["subject"] == "lead" else COMPANIES
    known, last = [], {}
    stood = {one: _stands(trigger, one, known, moments[0][1]) for one in subjects}
    for number, (_, now, calls) in enumerate(moments):
        known += calls
        for one in subjects:
            before, after = stood[one], _stands(trigger, one, known, now)
            stood[one] = after
            if not _tells(trigger, before, after):
                continue
            if one in last and (
                trigger["fire"] == "once" or now - last[one] < timedelta(seconds=trigger["cooldown_seconds"])
            ):
                continue
            last[one] = now
            yield number, one


def _tells(trigger, before, after):
    if trigger["kind"] == "segment":
        return before != after and after == (trigger["on"] == "enter")
    return crosses(trigger, before, after, BANDS)


def _stands(trigger, subject, known, now):
    """Its score, or whether it is in the segment."""
    own = [one for one in known if one["who"].endswith(subject)]
    worth = sum(
        score_at(RULES, [each for each in own if each["who"] == one], now, "UTC")
        for one in {each["who"] for each in own}
    )
    if trigger["kind"] != "segment":
        return worth
    if not own:
        return False
    return worth >= 40 if trigger["leaf"] == 0 else sum(one["event_type"] == "Visit" for one in own) >= 2
