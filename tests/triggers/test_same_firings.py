"""What triggers fire has one answer: live, simulated afterwards, and as a reader of the rules works it out."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kenbun.levels.defaults import default_bands
from kenbun.pipeline import take_batch
from tests.interpreter.triggers import firings
from tests.merging.merged import merge, take_back
from tests.triggers.triggered import Triggers
from tests.world import event, make_world, rule

RULES = [
    rule("Viewed", "Page View", 12),
    rule("Visited", "Visit", 30, 1),
    rule("Asked", "Demo", 20, cap={"points": 40, "per": "ever"}),
    rule("Left", "Left", -25, 2),
]
# Two companies that have nothing to do with one another: two stories for the price of one.
COMPANIES = ("one.example", "two.example")
PEOPLE = ("ada", "bob", "cy")
TYPES = ("Page View", "Visit", "Demo", "Left")
TITLES = ("VP Sales", "Intern")
BANDS = default_bands("engagement")

_EVENT = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(TYPES),
    st.sampled_from([0, 0, 1, 2, 10, 59, 60, 61, 180, 1439, 1441, 4000]),
    st.sampled_from([None, None, None, *TITLES]),
)
_BATCH = st.tuples(*(st.lists(_EVENT, min_size=2, max_size=5) for _ in COMPANIES))
_BATCHES = st.lists(_BATCH, min_size=2, max_size=2).map(lambda some: ("take", some))
_BATCH_ALONE = _BATCH.map(lambda one: ("take", [one]))
_PAIR = st.sampled_from([(0, 1), (1, 2), (2, 0)])
_BETWEEN = st.one_of(
    st.tuples(st.just("merge"), st.sampled_from(COMPANIES), _PAIR),
    st.tuples(st.just("merge"), st.sampled_from(COMPANIES), _PAIR),
    st.just(("unmerge",)),
    st.sampled_from([("wait", 1), ("wait", 30)]),
)
_STEPS = st.tuples(_BATCHES, _BETWEEN, _BATCH_ALONE, _BETWEEN, _BATCH_ALONE)
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
_OF_EVENTS = ("sequence", "surge")
_HOW = st.sampled_from([("always", 0), ("always", 0), ("always", 7200), ("once", 0)])
_CONDITIONS = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "all": st.lists(
                st.one_of(
                    st.builds(
                        lambda operator, number: {
                            "score": "engagement",
                            "operator": operator,
                            "value": number,
                        },
                        st.sampled_from(["gte", "lt"]),
                        st.sampled_from([12, 30, 42]),
                    ),
                    st.builds(
                        lambda name, times, days: {"did": name, "times": times} | days,
                        st.sampled_from(TYPES),
                        st.sampled_from([{"at_least": 1}, {"at_least": 2}, {"at_most": 1}]),
                        st.sampled_from([{}, {"within_days": 1}]),
                    ),
                    st.just({"last_activity": "within", "days": 1}),
                    st.just({"field": "lead.title", "operator": "contains", "value": "VP"}),
                ),
                min_size=1,
                max_size=2,
            )
        }
    ),
)


@given(st.lists(st.tuples(_WHAT, _HOW, _CONDITIONS, st.booleans()), min_size=2, max_size=3), _STEPS)
async def test_live_is_simulated_is_by_hand(database, whats, steps):
    """With conditions, of leads and of accounts, with batches, late events, time that passes, merges and unmerges: the
    same firings, of the same people."""
    world = await make_world(database, RULES)
    triggers = Triggers(world)
    given_triggers = {}
    for number, one in enumerate(whats):
        given_triggers[f"t{number}"] = _trigger(*one)
        await triggers.add(f"t{number}", given_triggers[f"t{number}"])
    told = await _live(world, triggers, steps)
    for name, one in given_triggers.items():
        live = [
            (firing["at"], told.who[firing["subject_id"]])
            for firing in await triggers.firings(name)
            if firing["state"] == "fired"
        ]
        by_hand = [
            each
            for company in COMPANIES
            for each in firings(one, told.of(company), told.root, RULES, "UTC", BANDS, company_of)
        ]
        # of two people in one batch neither is first
        assert sorted(live) == sorted(by_hand), one
        again = await triggers.simulated(name)
        assert sorted((each.at, told.who[each.part_id]) for each in again.firings) == sorted(live), one
        assert sum(count for _, count in again.per_day) == again.count == len(live)


def _trigger(what, how, conditions, of_account):
    fire, rest = how
    is_account = of_account and what["kind"] in _OF_EVENTS
    if is_account and conditions and any("field" in leaf for leaf in conditions["all"]):
        conditions = None
    how = {"fire": fire, "cooldown_seconds": rest, "conditions": conditions}
    return {"subject": "account" if is_account else "lead", **how, **what}


def company_of(who):
    return who.split("@")[1]


class _Told:
    """What has happened, in the words of the interpreter."""

    def __init__(self):
        self.story, self.who, self.links = [], {}, []

    def of(self, company):
        """The moments of the people of one company, with nobody else."""
        return [
            {**moment, "events": [one for one in moment["events"] if company_of(one["who"]) == company]}
            for moment in self.story
        ]

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
                    for company, own in zip(COMPANIES, some, strict=True):
                        for person, name, ago, title in own:
                            number += 1
                            calls.append(_call(world, f"{person}@{company}", name, ago, title, number))
                    await world.say(*calls)
                    await take_batch(world.database, world.workspace_id, world.clock)
                    told.story.append({"at": await _ticked(world), "events": calls})
                    told.who |= await _named(world)
            case ("merge", company, places):
                await _pass_time(world, triggers, told)
                pair = tuple(f"{PEOPLE[place]}@{company}" for place in places)
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


def _call(world, who, name, ago, title, number):
    at = world.clock() - timedelta(minutes=ago)
    said = {"traits": {"title": title}} if title else {}
    return event(who, name, at, message_id=f"m{number:04}", **said) | {"who": who}


async def _named(world):
    """Who stands behind each id: of leads on their own, and of accounts."""
    leads = await world.rows(
        "SELECT coalesce(own_lead_id, lead_id) AS id, value FROM lead_aliases WHERE workspace_id = :w"
    )
    accounts = await world.rows(
        "SELECT account_id AS id, domain AS value FROM accounts WHERE workspace_id = :w"
    )
    return {row["id"]: row["value"] for row in (*leads, *accounts)}


async def _pass_time(world, triggers, told):
    """As the worker does it: what has faded is shown so, and judged."""
    if await world.fade():
        told.story.append({"at": await _ticked(world), "events": []})
    await triggers.settle()


async def _ticked(world):
    [row] = await world.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :w")
    return row["ticked_at"]
