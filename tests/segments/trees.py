"""Random conditions of segments, of leads and of accounts."""

from hypothesis import strategies as st

from tests.segments.going import TYPES
from tests.segments.probes import ROLE

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
LEAVES_OF_LEADS = st.one_of(
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
LEAVES_OF_ACCOUNTS = st.one_of(
    _EITHER,
    _EITHER,
    st.builds(lambda who, number: {who: number}, st.sampled_from(["leads", "active_leads"]), _NUMBER),
)


def trees(leaves):
    return st.recursive(
        leaves,
        lambda nodes: st.builds(
            lambda kind, parts: {kind: parts},
            st.sampled_from(["all", "any", "none"]),
            st.lists(nodes, min_size=1, max_size=3),
        ),
        max_leaves=5,
    )


def named(tree, first):
    """The first segment of the same kind, by its id."""
    if isinstance(tree, list):
        return [named(part, first) for part in tree]
    if not isinstance(tree, dict):
        return tree
    return {key: first if key == "member_of" else named(value, first) for key, value in tree.items()}
