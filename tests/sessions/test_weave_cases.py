"""Weaving with what is stored, worked out by hand: minutes after noon in place of times."""

from kenbun.kit.ids import new_id
from kenbun.sessions.weave import Session, moment, weave
from tests.world import NOON, minutes

HALF_AN_HOUR = minutes(30)


def at(minute, channel="website"):
    return moment(NOON + minutes(minute), channel)


def stored(first, last, count=2):
    start = NOON + minutes(first)
    return Session(start, NOON + minutes(last), count, frozenset(["email"]), new_id(), start)


def spans(woven):
    return [
        ((one.started_at - NOON) / minutes(1), (one.ended_at - NOON) / minutes(1), one.event_count)
        for one in woven
    ]


def test_nothing_weaves_into_nothing():
    """Without events there is no session."""
    assert weave([], HALF_AN_HOUR) == []


def test_one_event_is_a_session_of_no_length_with_an_id():
    """What was not kept before is given an id, and is not told to be stored."""
    [one] = weave([at(0)], HALF_AN_HOUR)
    assert spans([one]) == [(0, 0, 1)]
    assert one.session_id is not None
    assert one.stored_start is None


def test_the_gap_must_be_under_the_timeout():
    """29.99 minutes join, 30 do not; it is the gap that counts, however long the whole becomes."""
    assert spans(weave([at(0), at(29.99)], HALF_AN_HOUR)) == [(0, 29.99, 2)]
    assert spans(weave([at(0), at(30)], HALF_AN_HOUR)) == [(0, 0, 1), (30, 30, 1)]
    assert spans(weave([at(0), at(25), at(50), at(75)], HALF_AN_HOUR)) == [(0, 75, 4)]


def test_an_event_before_a_stored_session_moves_its_start():
    """The session keeps its id, and says under which start it is stored."""
    kept = stored(10, 20)
    [one] = weave([kept, at(0)], HALF_AN_HOUR)
    assert spans([one]) == [(0, 20, 3)]
    assert (one.session_id, one.stored_start) == (kept.session_id, kept.started_at)


def test_an_event_within_a_session_only_counts():
    """The end stays where it was; the channel is added to the others."""
    [one] = weave([stored(0, 20), at(10)], HALF_AN_HOUR)
    assert spans([one]) == [(0, 20, 3)]
    assert one.channels == {"email", "website"}


def test_of_two_stored_sessions_the_earlier_one_stays():
    """An event between them makes them one with the id of the earlier, also where another leads both."""
    early, late = stored(0, 10), stored(50, 60)
    [bridged] = weave([late, at(30), early], HALF_AN_HOUR)
    assert (spans([bridged]), bridged.session_id) == ([(0, 60, 5)], early.session_id)
    [led] = weave([late, at(30), early, at(-5)], HALF_AN_HOUR)
    assert (spans([led]), led.session_id) == ([(-5, 60, 6)], early.session_id)


def test_a_session_that_nothing_touches_is_left_as_it_is():
    """It comes back equal, so that nobody writes it again."""
    kept = stored(0, 10)
    assert kept in weave([kept, at(40)], HALF_AN_HOUR)
