"""Weaving events into sessions: whatever the order and the cutting, the runs of activity come out."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kenbun.sessions.weave import moment, weave
from tests.interpreter.sessions import sessions
from tests.world import NOON

TIMEOUT = timedelta(minutes=30)
_STEPS = st.sampled_from([0, 1, 600, 1799, 1800, 1801, 4000])


@given(st.lists(st.tuples(_STEPS, st.sampled_from(["website", "email", "crm"])), max_size=12), st.data())
def test_any_order_and_any_cutting_weave_the_same_sessions(steps, data):
    """Woven in parts, in any order, the sessions are the runs with gaps under the timeout."""
    at, done = NOON, []
    for seconds, channel in steps:
        at += timedelta(seconds=seconds)
        done.append((at, channel))
    woven = []
    for each in data.draw(st.permutations(done)):
        woven = weave([*woven, moment(*each)], TIMEOUT)
    told = [(one.started_at, one.ended_at, one.event_count, sorted(one.channels)) for one in woven]
    calls = [{"timestamp": at, "event_type": "x", "metadata": {"channel": channel}} for at, channel in done]
    assert told == sessions(calls)
    assert len({one.session_id for one in woven} - {None}) == len(woven)
