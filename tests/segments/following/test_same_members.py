"""Live and from scratch the members of segments are the same, whatever comes in whatever order and batches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.segments.following import from_scratch
from kenbun.segments.following.from_scratch import AT_ONCE
from tests.segments.going import STEPS, Going
from tests.segments.probes import OF_ACCOUNTS, OF_LEADS
from tests.segments.trees import LEAVES_OF_ACCOUNTS, LEAVES_OF_LEADS, named, trees

# Some of the leaves, of leads and of accounts, by place.
_SOME = st.tuples(
    st.sets(st.sampled_from(range(len(OF_LEADS))), max_size=6),
    st.sets(st.sampled_from(range(len(OF_ACCOUNTS))), max_size=4),
)


@given(
    st.lists(trees(LEAVES_OF_LEADS), min_size=0, max_size=2),
    st.lists(trees(LEAVES_OF_ACCOUNTS), min_size=0, max_size=1),
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
        await going.segments.add(f"Leads {number}", named(tree, going.segments.public("First")))
    for number, tree in enumerate(of_accounts):
        await going.segments.add(
            f"Accounts {number}", named(tree, going.segments.public("Accounts first")), "account"
        )
    for number, (what, value) in enumerate(run, 1):
        await getattr(going, what)(value)
        # what one step left behind, the next ones stand on
        if number == len(run) or number % looks == 0:
            await going.check()
