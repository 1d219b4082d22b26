"""Scores of many over days: averages and levels from what changed are those of looking at everybody on every day."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kenbun.analysis.course import Move, course_of

_DAYS = 5
# by person, the day on which it is known and the scores as each later day ends
_people = st.lists(
    st.tuples(st.integers(0, _DAYS - 1), st.lists(st.integers(-50, 150), min_size=_DAYS, max_size=_DAYS)),
    max_size=6,
)


def level(score: int) -> str:
    return "Hot" if score >= 50 else "Cold"


@given(_people)
def test_what_changed_adds_up_to_what_is(people: list[tuple[int, list[int]]]) -> None:
    """Whoever is not there yet counts for nothing."""
    moves = []
    for since, scores in people:
        before: int | None = None
        for place, score in list(enumerate(scores))[since:]:
            if score != before:
                held = None if before is None else level(before)
                moves.append(Move(place, held, level(score), 1, score - (before or 0)))
            before = score
    course = course_of(moves, _DAYS)
    for place in range(_DAYS):
        there = [scores[place] for since, scores in people if since <= place]
        assert course.averages[place] == (round(sum(there) / len(there), 1) if there else None)
        assert course.levels[place] == dict(Counter(map(level, there)))
