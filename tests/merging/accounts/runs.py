"""Random runs of events, merges of leads and of accounts, accounts given by hand, and unmerges."""

from datetime import timedelta

from hypothesis import strategies as st

from tests.fits import add_fit, fit_rule
from tests.histories import NOW
from tests.merging import merged as of_leads
from tests.merging.accounts.merged import merge, take_back
from tests.resolution.resolved import assign
from tests.world import event, group, make_world, rule

PEOPLE = ("ada@acme.com", "bob@acme.com", "cy@mail.beta.io", "dan@gmail.com", "cookie:c1", "user:7")
RULES = [rule("Views", "Page View", 5), rule("Sent", "Form Sent", 9, 30.0)]
FIT = [
    fit_rule("Plan", "plan", "equals", "pro", 10),
    fit_rule("Home", "domain", "contains", "acme", 7),
    fit_rule("Big", "employees", "gt", 50, 3),
]

_TRAITS = st.fixed_dictionaries(
    {},
    optional={
        "plan": st.sampled_from(["pro", "free"]),
        "employees": st.sampled_from([10, 250]),
        "name": st.sampled_from(["Acme", "Beta"]),
    },
)
_KEYS = st.sampled_from([None, None, "k1", "k2"])


@st.composite
def _call(draw, who, keys, traits):
    who, key = draw(st.sampled_from(who)), draw(keys)
    at = NOW - timedelta(hours=draw(st.integers(0, 90)))
    if draw(st.booleans()):
        return group(who, key, at, **draw(traits))
    kind = draw(st.sampled_from(["Page View", "Form Sent"]))
    return event(who, kind, at, account_id=key, **draw(traits))


_ONE_EACH = [[one] for one in PEOPLE]
_LEARNING = [*_ONE_EACH, ["user:7", "eve@gamma.com"]]
_TWO = st.tuples(st.integers(0, 9), st.integers(0, 9))


def _hear(who, keys, traits):
    return st.tuples(st.just("hear"), st.lists(_call(who, keys, traits), min_size=1, max_size=3))


_ACTS = (
    st.tuples(st.just("merge"), _TWO),
    st.tuples(st.just("merge"), _TWO),
    st.tuples(st.just("unmerge"), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.timedeltas(timedelta(seconds=1), timedelta(days=2))),
)
OF_ACCOUNTS = st.one_of(_hear(_LEARNING, _KEYS, _TRAITS), *_ACTS)
# Leads that are merged claim companies together, and speak of the company that is shown of them, which is not taken
# apart with them: here nobody claims any or says anything of one.
OF_BOTH = st.one_of(
    _hear(_ONE_EACH, st.none(), st.just({})),
    st.tuples(st.just("merge leads"), _TWO),
    st.tuples(st.just("assign"), st.tuples(st.sampled_from(PEOPLE), st.one_of(st.none(), st.integers(0, 9)))),
    *_ACTS,
)


async def prepared(database):
    """A world in which everybody has been there for a while."""
    world = await make_world(database, RULES, now=NOW)
    await add_fit(world, "account", FIT)
    at = NOW - timedelta(days=70)
    await world.hear(*(event(who, "Page View", at, message_id=f"first-{who}") for who in PEOPLE))
    return world


async def step(world, what, value, standing):
    """`standing` are the merges that stand, each with what takes it back."""
    world.clock.forward(seconds=7)
    if what == "wait":
        world.clock.now += value
        await world.fade()
    elif what == "hear":
        await world.hear(*value)
    elif what == "assign":
        who, place = value
        rows = await world.rows("SELECT account_id FROM accounts WHERE workspace_id = :w ORDER BY account_id")
        await assign(world, who, None if place is None else rows[place % len(rows)]["account_id"])
    elif what == "unmerge":
        if standing:
            back, merge_id = standing.pop(value % len(standing))
            await back(world, merge_id)
    else:
        key, join, back = (
            ("lead_id", of_leads.merge, of_leads.take_back)
            if what == "merge leads"
            else ("account_id", merge, take_back)
        )
        table = key.replace("_id", "s")
        rows = await world.rows(f"SELECT {key} AS id FROM {table} WHERE workspace_id = :w ORDER BY {key}")
        target, source = (rows[place % len(rows)]["id"] for place in value)
        if source != target:
            standing += [(back, merge_id) for merge_id in await join(world, target, source)]
