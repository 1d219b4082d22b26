"""The kernel takes from leads what is taken by hand: alone or together, at once or bit by bit."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.scoring.inactivity.kernel import Course, Hits, Terms, advance
from kenbun.scoring.inactivity.rules import DecayRule
from kenbun.scoring.inactivity.steps import NEVER, Activities
from kenbun.scoring.rules import Rule
from kenbun.scoring.versions import Version
from tests.interpreter import inactivity

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
SLOTS = (None, 0.5, 7.0, 30.0)
DAY = timedelta(days=1)


def micros(at):
    return (at - EPOCH) // timedelta(microseconds=1)


def terms(decays, negative=False):
    nothing = UUID(int=0)
    decay_rules = [DecayRule.from_document(nothing, rule) for rule in decays if rule.get("active", True)]
    rules = tuple(
        Rule.from_document(nothing, {"name": "R", "event_type": "V", "points": 1, "half_life_days": slot})
        for slot in SLOTS
    )
    version = Version(nothing, nothing, 1, True, "UTC", rules, {}, negative, tuple(decay_rules))
    return Terms.of(version)


def columns(leads, begin, end):
    """The hits and the activity in (begin, end] of leads, each a list of (time, slot or None, points)."""
    hits = [
        (lead, micros(at), SLOTS.index(slot), float(points), 1)
        for lead, happened in enumerate(leads)
        for at, slot, points, _ in happened
        if points and begin < at <= end
    ]
    active = [
        (lead, micros(at))
        for lead, happened in enumerate(leads)
        for at, *_, counts in happened
        if counts and begin < at <= end
    ]
    kinds = (np.int64, np.int64, np.int64, np.float64, np.int64)
    return (
        Hits(*(np.array([one[place] for one in hits], kind) for place, kind in enumerate(kinds))),
        Activities(*(np.array([one[place] for one in active], np.int64) for place in range(2))),
    )


def run(decays, leads, ends, negative=False):
    """The course, and all that was taken, by lead; in as many goes as there are `ends`."""
    course = Course.beginning(len(leads), len(SLOTS))
    taken, begin = [], BEGIN - DAY
    for end in ends:
        hits, activities = columns(leads, begin, end)
        until = np.full(len(leads), micros(end))
        taken.append(advance(terms(decays, negative), course, hits, activities, until, record=True))
        begin = end
    return course, taken


DECAYS = st.lists(
    st.fixed_dictionaries(
        {"name": st.just("Quiet"), "points": st.integers(-30, -1), "every_days": st.integers(1, 9)}
    ),
    min_size=1,
    max_size=3,
)
HAPPENED = st.lists(
    st.tuples(
        # on the hour, so that what is due often falls on what happens
        st.integers(0, 60 * 4).map(lambda quarters: BEGIN + quarters * DAY / 4),
        st.sampled_from(SLOTS),
        st.integers(-10, 25),
        st.booleans(),
    ),
    max_size=12,
)


def by_hand(decays, happened, at, negative):
    known = [one for one in happened if one[0] <= at]
    hits = [(when, slot, points) for when, slot, points, _ in known]
    return hits, inactivity.deductions(hits, [one[0] for one in known if one[3]], decays, at, negative)


@given(DECAYS, st.lists(HAPPENED, min_size=1, max_size=4), st.integers(0, 100 * 24), st.booleans())
def test_the_kernel_takes_what_is_taken_by_hand(decays, leads, hours, negative):
    """At the same times, by the same rules, the same points from the same slots; and the same is left."""
    at = BEGIN + hours * DAY / 24
    course, [taken] = run(decays, leads, [at], negative)
    for lead, happened in enumerate(leads):
        hits, mine = by_hand(decays, happened, at, negative)
        places = np.flatnonzero(taken.leads == lead)
        # less than a billionth is a matter of rounding
        mine = [one for one in mine if one["points"] > Decimal("1e-9")]
        places = places[taken.taken[places] > 1e-9]
        assert [one["at"] for one in mine] == [
            EPOCH + timedelta(microseconds=int(taken.at[p])) for p in places
        ]
        assert [one["number"] for one in mine] == taken.numbers[places].tolist()
        for one, place in zip(mine, places, strict=True):
            assert micros(one["since"]) == taken.since[place]
            assert float(one["points"]) == pytest.approx(taken.taken[place], abs=1e-8)
            for slot, half_life in enumerate(SLOTS):
                part = float(one["parts"].get(half_life, 0))
                assert part == pytest.approx(taken.parts[slot, place], abs=1e-8)
        score = inactivity.standing(hits, mine, at)[1] if not negative else None
        if score is not None:
            assert course.sums[:, lead].sum() == pytest.approx(float(score), abs=1e-7)
        assert course.lines[lead] >= len(places)


@given(
    DECAYS,
    st.lists(HAPPENED, min_size=1, max_size=4),
    st.lists(st.integers(0, 70 * 24), min_size=1, max_size=6),
    st.booleans(),
)
def test_bit_by_bit_is_at_once(decays, leads, stops, negative):
    """However the time is cut, leads stand at its end where one go brings them; and alone as among others."""
    ends = sorted({BEGIN + hours * DAY / 24 for hours in stops})
    step_by_step, _ = run(decays, leads, ends, negative)
    at_once, _ = run(decays, leads, ends[-1:], negative)
    for name in ("as_of", "last_active", "decayed_until"):
        assert (getattr(step_by_step, name) == getattr(at_once, name)).all()
    assert step_by_step.sums == pytest.approx(at_once.sums, abs=1e-8)
    assert step_by_step.positive == pytest.approx(at_once.positive, abs=1e-8)
    for lead, happened in enumerate(leads):
        alone, _ = run(decays, [happened], ends[-1:], negative)
        assert (alone.sums[:, 0] == at_once.sums[:, lead]).all(), "to the last bit"


def test_worked_out_by_hand():
    """20 lasting and 20 fading points, a day later 20 and 10: 6 taken are 4 of the one and 2 of the other."""
    decay = [{"name": "Quiet", "points": -6, "every_days": 1}]
    happened = [(BEGIN, None, 20, True), (BEGIN, 0.5, 40, False)]
    course, [taken] = run(decay, [happened], [BEGIN + DAY])
    assert taken.taken.tolist() == [6.0]
    assert taken.parts[:, 0].tolist() == pytest.approx([4.0, 2.0, 0.0, 0.0])
    assert course.sums[:, 0].tolist() == pytest.approx([16.0, 8.0, 0.0, 0.0])


def test_no_debt_is_left():
    """Of 5 points 3 and then the last 2 are taken, then nothing; what comes later is whole."""
    decay = [{"name": "Quiet", "points": -3, "every_days": 1}]
    happened = [(BEGIN, None, 5, True), (BEGIN + 9 * DAY, None, 4, False)]
    course, [taken] = run(decay, [happened], [BEGIN + 9 * DAY])
    assert taken.taken.tolist() == [3.0, 2.0, 3.0], "the last at the moment at which the 4 came"
    assert course.sums[0, 0] == 1.0


def test_of_a_score_of_nothing_nothing_is_taken():
    """0.1 + 0.2 - 0.3 is 5.5e-17 in doubles: no deduction, whichever way the sum came about."""
    there = [[(BEGIN, None, points, True) for points in (0.1, 0.2, -0.3)]]
    course, [taken] = run([{"name": "Quiet", "points": -5, "every_days": 1}], there, [BEGIN + 3 * DAY])
    assert course.sums[0, 0] > 0
    assert len(taken.at) == 0
    assert course.lines[0] == 3


def test_an_activity_at_the_due_moment_comes_before_it():
    """The interval was not full; it begins anew. Another event at that moment is in the score that is taken from."""
    decay = [{"name": "Quiet", "points": -3, "every_days": 1}]
    active = [(BEGIN, None, 2, True), (BEGIN + DAY, None, 1, True)]
    assert run(decay, [active], [BEGIN + DAY])[1][0].taken.tolist() == []
    passive = [(BEGIN, None, 2, True), (BEGIN + DAY, None, 1, False)]
    assert run(decay, [passive], [BEGIN + DAY])[1][0].taken.tolist() == [3.0]


def test_where_scores_may_be_negative_points_come_off_for_good():
    """Three times 5 of nothing is -15, and stays so."""
    decay = [{"name": "Quiet", "points": -5, "every_days": 1}]
    course, _ = run(decay, [[(BEGIN, None, 0, True)]], [BEGIN + 3 * DAY], negative=True)
    assert course.sums[:, 0].tolist() == [-15.0, 0.0, 0.0, 0.0]


def test_nothing_before_the_first_activity():
    """Points without any activity are left alone."""
    decay = [{"name": "Quiet", "points": -5, "every_days": 1}]
    course, [taken] = run(decay, [[(BEGIN, None, 9, False)]], [BEGIN + 30 * DAY])
    assert (course.sums[0, 0], len(taken.at)) == (9.0, 0)
    assert course.last_active[0] == course.decayed_until[0] == NEVER
