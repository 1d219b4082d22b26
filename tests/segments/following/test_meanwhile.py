"""What happens between the moment at which members are found and the one at which they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.segments.following import from_scratch
from tests.segments.going import STEPS, Going
from tests.segments.trees import LEAVES_OF_ACCOUNTS, LEAVES_OF_LEADS, named, trees

VP = {"field": "lead.title", "operator": "contains", "value": "vp"}


@given(
    trees(LEAVES_OF_LEADS),
    trees(LEAVES_OF_LEADS),
    trees(LEAVES_OF_ACCOUNTS),
    st.lists(STEPS, min_size=1, max_size=1),
    st.lists(STEPS, min_size=2, max_size=3),
    st.sampled_from([1, 2]),
)
async def test_what_was_found_before_is_not_written_after(
    database, tree, other, of_accounts, run, meanwhile, at_once
):
    """Whatever comes in between, to those found and to others, afterwards who is in is who meets the conditions then:
    of segments of leads and of accounts that are worked out one at a time, and of those that ask who is in them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(from_scratch, "AT_ONCE", at_once)
        going = await Going.begin(database, "Europe/Berlin", ((), ()))
        segments = going.segments
        await segments.add("First", {"did": "Page View", "within_days": 2})
        await segments.add("Accounts first", {"did": "Page View", "within_days": 2}, "account")
        await segments.add("Leads", named(tree, segments.public("First")))
        for what, value in run:
            await getattr(going, what)(value)
        await going.check()
        found, left = from_scratch.candidates_for, list(meanwhile)

        async def and_then(*place):
            answer = await found(*place)
            while left:
                what, value = left.pop(0)
                await getattr(going, what)(value)
            return answer

        patch.setattr(from_scratch, "candidates_for", and_then)
        # events bring some in, and take others out
        await segments.change(
            "First", conditions={"none": [{"did": "Page View", "times": {"at_least": 2}}, VP]}
        )
        await segments.change("Leads", conditions=named(other, segments.public("First")))
        await segments.add("Accounts", named(of_accounts, segments.public("Accounts first")), "account")
        await segments.settle()
        assert not left
        # what came in between is followed by the next round
        await going.check()
        assert not await going.world.rows("SELECT FROM segment_touched WHERE workspace_id = :w")
