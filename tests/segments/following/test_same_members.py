"""Live and from scratch the members of segments are the same, whatever comes in whatever order and batches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.segments.following import from_scratch
from kenbun.segments.following.from_scratch import AT_ONCE
from tests.segments.going import STEPS, TYPES, Going
from tests.segments.probes import OF_ACCOUNTS, OF_LEADS, ROLE

_WINDOW = st.sampled_from([{}, {"within_days": 1}, {"within_days": 2}, {"within_days": 3}])
_TIMES = st.builds(
    lambda how, number: {"times": {how: number}},
    st.sampled_from(["at_least", "at_most", "exactly"]),
    st.integers(0, 3),
)
_PATH = {"field": "metadata.path", "operator": "equals", "value": "/pricing"}
_DID = st.builds(
    lambda name, where, times, window: {"did": name, **where, **times, **window},
    st.sampled_from([*TYPES, "page_view", None, "Never Seen"]),
    st.sampled_from([{}, {}, {"where": _PATH}, {"where": {"none": [_PATH]}}]),
    _TIMES,
    _WINDOW,
)
_NUMBER = st.fixed_dictionaries(
    {"operator": st.sampled_from(["gte", "lt", "equals"]), "value": st.sampled_from([0, 1, 10, 40, 50])}
)
_SCORES = st.builds(
    lambda number, over: {"score": "engagement", **number, **over},
    _NUMBER,
    st.sampled_from([{}, {}, {"within_days": 1}, {"ever": True}]),
)
_EITHER = st.one_of(
    _DID,
    _SCORES,
    st.builds(
        lambda how, days: {"last_activity": how, "days": days},
        st.sampled_from(["within", "not_within"]),
        st.integers(1, 3),
    ),
    st.integers(1, 3).map(lambda days: {"created_within_days": days}),
    st.builds(
        lambda trait, so: {trait: so}, st.sampled_from(["watched", "converted", "surging"]), st.booleans()
    ),
    st.just({"owner": None}),
    st.just({"committee_role": ROLE}),
    st.just({"field": "account.industry", "operator": "equals", "value": "software"}),
    st.just({"field": "account.industry", "operator": "is_empty"}),
    st.just({"member_of": "First"}),
)
_OF_LEADS = st.one_of(
    _EITHER,
    _EITHER,
    st.sampled_from(
        [
            {"did": "Page View", "then": "Demo Requested", "within_seconds": 86_400},
            {"field": "lead.status", "operator": "equals", "value": "Quiet"},
            {"field": "lead.title", "operator": "contains", "value": "vp"},
            {"field": "lead.title", "operator": "is_empty"},
            {"has_account": True},
            {"level": "engagement", "operator": "at_least", "value": "Warm"},
        ]
    ),
)
_OF_ACCOUNTS = st.one_of(
    _EITHER,
    _EITHER,
    st.builds(lambda who, number: {who: number}, st.sampled_from(["leads", "active_leads"]), _NUMBER),
)


def _trees(leaves):
    return st.recursive(
        leaves,
        lambda nodes: st.builds(
            lambda kind, parts: {kind: parts},
            st.sampled_from(["all", "any", "none"]),
            st.lists(nodes, min_size=1, max_size=3),
        ),
        max_leaves=5,
    )


# Some of the leaves, of leads and of accounts, by place.
_SOME = st.tuples(
    st.sets(st.sampled_from(range(len(OF_LEADS))), max_size=6),
    st.sets(st.sampled_from(range(len(OF_ACCOUNTS))), max_size=4),
)


@given(
    st.lists(_trees(_OF_LEADS), min_size=0, max_size=2),
    st.lists(_trees(_OF_ACCOUNTS), min_size=0, max_size=1),
    _SOME,
    st.lists(STEPS, min_size=2, max_size=4),
    st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Auckland"]),
    st.integers(1, 3),
    st.sampled_from([1, 2, AT_ONCE]),
)
async def test_live_is_from_scratch(database, of_leads, of_accounts, alone, run, zone, looks, at_once):
    """Whenever one looks, for some leaves alone and for random trees: events late and in order, in batches of any size,
    visitors who turn out to be somebody, merges and what takes them back, edits, owners, roles, watches, archives,
    hands, surges, publishing and time; whether a segment is worked out at once or, some leads at a time, behind it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(from_scratch, "AT_ONCE", at_once)
        await _go(database, of_leads, of_accounts, alone, run, zone, looks)


async def _go(database, of_leads, of_accounts, alone, run, zone, looks):
    going = await Going.begin(database, zone, alone)
    await going.segments.add("First", {"did": "Page View", "within_days": 2})
    await going.segments.add("Accounts first", {"did": "Page View", "within_days": 2}, "account")
    for number, tree in enumerate(of_leads):
        await going.segments.add(f"Leads {number}", _named(tree, going.segments.public("First")))
    for number, tree in enumerate(of_accounts):
        await going.segments.add(
            f"Accounts {number}", _named(tree, going.segments.public("Accounts first")), "account"
        )
    for number, (what, value) in enumerate(run, 1):
        await getattr(going, what)(value)
        # what one step left behind, the next ones stand on
        if number == len(run) or number % looks == 0:
            await going.check()


def _named(tree, first):
    """The first segment of the same kind, by its id."""
    if isinstance(tree, list):
        return [_named(part, first) for part in tree]
    if not isinstance(tree, dict):
        return tree
    return {key: first if key == "member_of" else _named(value, first) for key, value in tree.items()}
