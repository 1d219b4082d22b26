"""Random lives of a workspace: calls, silence, publishing, merges of leads and of accounts, and unmerges."""

from datetime import timedelta

from hypothesis import strategies as st

from tests.fits import ACCOUNT_RULES, PROFILE_RULES, add_fit, publish_fit
from tests.histories import NOW, RULES, events, unheard
from tests.merging.accounts.runs import step
from tests.scoring.inactivity.worlds import DECAYS, publish_decays
from tests.world import alias, event, group, identify, make_world, rule

_WHO = ("ada@acme.com", "bob@acme.com", "+493012345678", "user:7", "cookie:c1", "cookie:c2")
_NAMES = st.lists(st.sampled_from(_WHO), min_size=1, max_size=2, unique=True).map(tuple)
_HOURS = st.integers(0, 90).map(lambda hours: NOW - timedelta(hours=hours))
_TRAITS = st.fixed_dictionaries(
    {}, optional={"title": st.sampled_from(["CTO", "VP"]), "city": st.sampled_from(["Rome", "10"])}
)
_COMPANY_TRAITS = st.fixed_dictionaries(
    {}, optional={"plan": st.sampled_from(["pro", "free"]), "employees": st.sampled_from([10, 2000])}
)
_KEYS = st.sampled_from([None, "k1", "k2"])
# Of several names: one event tells that a visitor is somebody, or that two look like one.
_TOGETHER = st.builds(lambda who, call: call | {"aliases": [alias(one) for one in who]}, _NAMES, events())
_CALLS = st.one_of(
    _TOGETHER,
    _TOGETHER,
    st.builds(lambda who, at, traits: identify(who, at, **traits), _NAMES, _HOURS, _TRAITS),
    st.builds(
        lambda who, key, at, traits: group(who, key, at, **traits), _NAMES, _KEYS, _HOURS, _COMPANY_TRAITS
    ),
)
# Many points that stay, so that there is something for silence to take away.
_LASTING = [rule("Seen", "Page View", 40), rule("Sent", "Form Sent", 25)]
_RULES = st.builds(lambda some, lasting: [*some, *lasting], RULES, st.sampled_from([[], _LASTING]))
_PLACE = st.integers(0, 9)
_HEAR = st.tuples(st.just("hear"), st.lists(_CALLS, min_size=1, max_size=4))
_MERGE = st.tuples(st.just("merge leads"), st.tuples(_PLACE, _PLACE))
_UNMERGE = st.tuples(st.just("unmerge"), _PLACE)

STEPS = st.one_of(
    _HEAR,
    _HEAR,
    st.tuples(st.just("do now"), _TOGETHER),
    _MERGE,
    _MERGE,
    st.tuples(st.just("merge"), st.tuples(_PLACE, _PLACE)),
    _UNMERGE,
    _UNMERGE,
    st.tuples(st.just("wait"), st.timedeltas(timedelta(seconds=1), timedelta(days=5))),
    st.tuples(st.just("sleep"), st.timedeltas(timedelta(days=1), timedelta(days=12))),
    st.one_of(
        st.tuples(st.just("publish"), _RULES),
        st.tuples(st.just("publish profile"), PROFILE_RULES),
        st.tuples(st.just("publish account"), ACCOUNT_RULES),
        st.tuples(st.just("publish decays"), DECAYS),
    ),
)
BEGINNINGS = st.tuples(
    RULES.map(lambda some: [*some, *_LASTING]), PROFILE_RULES, ACCOUNT_RULES, st.one_of(st.just([]), DECAYS)
)


class Life:
    """A world in which some have been there for a while, and the merges that stand, each with what takes it back."""

    def __init__(self, world, rulesets):
        self.world, self.rulesets = world, rulesets
        self.heard, self.standing = set(), []

    @classmethod
    async def begin(cls, database, rules, profile, account, decays):
        world = await make_world(database, rules, now=NOW)
        [profiles] = await add_fit(world, "profile", profile)
        [accounts] = await add_fit(world, "account", account)
        if decays:
            await publish_decays(world, decays)
        await world.hear(*(event(who, "Page View", NOW - timedelta(days=20)) for who in _WHO[:4]))
        return cls(world, {"profile": profiles, "account": accounts})

    async def go_on(self, what, value):
        world = self.world
        world.clock.forward(seconds=7)
        if what in ("hear", "do now"):
            calls = value if what == "hear" else [value | {"timestamp": world.clock()}]
            what, value = "hear", unheard(calls, self.heard)
            self.heard |= {call["message_id"] for call in value}
        if what == "sleep":
            world.clock.now += value
        elif what == "publish":
            await world.publish(value)
        elif what == "publish decays":
            await publish_decays(world, value)
        elif what.startswith("publish"):
            dimension = what.removeprefix("publish ")
            await publish_fit(world, dimension, self.rulesets[dimension], value)
        else:
            await step(world, what, value, self.standing)
