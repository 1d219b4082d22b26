"""Random runs of events, merges, unmerges and edits, and what a reader of them says must be seen at the end."""

from datetime import timedelta

from hypothesis import strategies as st

from tests.histories import NOW, events
from tests.world import event, identify

PEOPLE = ("ada@acme.com", "bob@acme.com", "ada@gmail.com", "+493012345678", "user:7")

_TRAITS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["CTO", "VP"]),
        "city": st.sampled_from(["Rome", "Oslo"]),
        "lifecycle_stage": st.sampled_from(["Lead", "Customer"]),
    },
)


@st.composite
def _identify(draw):
    return identify(
        draw(st.sampled_from(PEOPLE)), NOW - timedelta(hours=draw(st.integers(0, 90))), **draw(_TRAITS)
    )


def heard(max_size=4):
    calls = st.one_of(events(PEOPLE), events(PEOPLE), _identify())
    return st.lists(calls, min_size=1, max_size=max_size)


def runs(max_size=8):
    """What happens: calls are heard, one of the roots is merged into another, one of the merges is taken back."""
    return st.lists(
        st.one_of(
            st.tuples(st.just("hear"), heard()),
            st.tuples(st.just("merge"), st.tuples(st.integers(0, 9), st.integers(0, 9))),
            st.tuples(st.just("merge"), st.tuples(st.integers(0, 9), st.integers(0, 9))),
            st.tuples(st.just("unmerge"), st.integers(0, 9)),
            st.tuples(st.just("wait"), st.timedeltas(timedelta(seconds=1), timedelta(days=2))),
        ),
        min_size=2,
        max_size=max_size,
    )


def first_calls():
    """Everybody is there from the start."""
    return [event(who, "Page View", NOW - timedelta(days=70), message_id=f"first-{who}") for who in PEOPLE]
