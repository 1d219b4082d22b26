"""What triggers fire has one answer: live, simulated afterwards, and as a reader of the rules works it out."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kenbun.levels.defaults import default_bands
from kenbun.pipeline import take_batch
from tests.interpreter.triggers import firings
from tests.merging.merged import merge, own_id, take_back
from tests.triggers.triggered import Triggers
from tests.world import event, make_world, rule

RULES = [
    rule("Viewed", "Page View", 12),
    rule("Visited", "Visit", 30, 1),
    rule("Asked", "Demo", 20, cap={"points": 40, "per": "ever"}),
    rule("Left", "Left", -25, 2),
]
PEOPLE = ("ada@gmail.com", "bob@gmail.com", "cy@gmail.com")
TYPES = ("Page View", "Visit", "Demo", "Left")
BANDS = default_bands("engagement")

_EVENT = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(TYPES),
    st.sampled_from([0, 0, 1, 2, 10, 59, 60, 61, 180, 1439, 1441, 4000]),
)
_BATCHES = st.lists(st.lists(_EVENT, min_size=3, max_size=6), min_size=2, max_size=3).map(
    lambda some: ("take", some)
)
_BETWEEN = st.sampled_from(
    [("merge", 0, 1), ("merge", 1, 2), ("merge", 2, 0), ("unmerge",), ("wait", 1), ("wait", 30)]
)
_STEPS = st.tuples(_BATCHES, _BETWEEN, _BATCHES, _BETWEEN, _BATCHES, _BETWEEN, _BATCHES)
_WINDOW = st.sampled_from([60, 3600, 3660, 86400])
_WHAT = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("milestone"),
            "dimension": st.just("engagement"),
            "direction": st.sampled_from(["up", "up", "down"]),
            "threshold": st.sampled_from([1, 12, 24, 30, 40, 42]),
            "event_type": st.sampled_from([None, None, "Demo"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("level"),
            "dimension": st.just("engagement"),
            "level": st.sampled_from(["Cold", "Warm", "Hot"]),
            "on": st.sampled_from(["enter", "leave"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("sequence"),
            "steps": st.lists(st.sampled_from(TYPES[:3]), min_size=2, max_size=3),
            "ordered": st.booleans(),
            "within_seconds": _WINDOW,
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("surge"),
            "event_type": st.sampled_from([None, "Page View", "Visit"]),
            "count": st.integers(1, 3),
            "within_seconds": _WINDOW,
        }
    ),
)
_HOW = st.sampled_from([("always", 0), ("always", 0), ("always", 7200), ("once", 0)])


@given(st.lists(st.tuples(_WHAT, _HOW), min_size=2, max_size=5), _STEPS)
async def test_live_is_simulated_is_by_hand(database, whats, steps):
    """With batches, late events, time that passes, merges and unmerges: the same firings, of the same people."""
    world = await make_world(database, RULES)
    triggers = Triggers(world)
    given_triggers = {}
    for number, (what, (fire, rest)) in enumerate(whats):
        given_triggers[f"t{number}"] = {"subject": "lead", "fire": fire, "cooldown_seconds": rest, **what}
        await triggers.add(f"t{number}", given_triggers[f"t{number}"])
    told = await _live(world, triggers, steps)
    for name, one in given_triggers.items():
        # of two people in one batch neither is first
        live = sorted(
            (firing["at"], told.who[firing["subject_id"]])
            for firing in await triggers.firings(name)
            if firing["state"] == "fired"
        )
        assert live == sorted(firings(one, told.story, told.root, RULES, "UTC", BANDS)), one
        again = await triggers.simulated(name)
        assert sorted((each.at, told.who[each.part_id]) for each in again.firings) == live, one
        assert sum(count for _, count in again.per_day) == again.count == len(live)


class _Told:
    """What has happened, in the words of the interpreter."""

    def __init__(self):
        self.story, self.who, self.links = [], {}, []

    def root(self, who, at):
        """Where somebody is shown at a time, by the links that held then."""
        for source, target, since, until in self.links:
            if source == who and since <= at and (until is None or at < until):
                return self.root(target, at)
        return who


async def _live(world, triggers, steps):
    told, number, open_links = _Told(), 0, []
    for step in steps:
        world.clock.forward(minutes=5)
        match step:
            case ("wait", hours):
                world.clock.forward(hours=hours)
            case ("take", batches):
                for some in batches:
                    world.clock.forward(minutes=1)
                    await _pass_time(world, triggers, told)
                    calls = []
                    for who, name, ago in some:
                        number += 1
                        at = world.clock() - timedelta(minutes=ago)
                        calls.append(event(who, name, at, message_id=f"m{number:04}") | {"who": who})
                    await world.say(*calls)
                    await take_batch(world.database, world.workspace_id, world.clock)
                    told.story.append({"at": await _ticked(world), "events": calls})
                    for call in calls:
                        told.who[await own_id(world, call["who"])] = call["who"]
            case ("merge", source, target):
                await _pass_time(world, triggers, told)
                pair = (PEOPLE[source], PEOPLE[target])
                now = world.clock()
                if {*pair} <= {*told.who.values()} and told.root(pair[0], now) == pair[0] != told.root(
                    pair[1], now
                ) == pair[1]:
                    [merge_id] = await merge(world, pair[1], pair[0])
                    told.links.append((*pair, await _ticked(world), None))
                    open_links.append((merge_id, len(told.links) - 1))
                    told.story.append({"at": await _ticked(world), "events": [], "silent": True})
            case ("unmerge",) if open_links:
                await _pass_time(world, triggers, told)
                merge_id, place = open_links.pop()
                await take_back(world, merge_id)
                told.links[place] = (*told.links[place][:3], await _ticked(world))
                told.story.append({"at": await _ticked(world), "events": [], "silent": True})
    await _pass_time(world, triggers, told)
    return told


async def _pass_time(world, triggers, told):
    """As the worker does it: what has faded is shown so, and judged."""
    if await world.fade():
        told.story.append({"at": await _ticked(world), "events": []})
    await triggers.settle()


async def _ticked(world):
    [row] = await world.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :w")
    return row["ticked_at"]
