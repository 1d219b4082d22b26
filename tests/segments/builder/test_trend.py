"""The line of a segment's size over its days, from what it is now and who came and went."""

from hypothesis import given
from hypothesis import strategies as st

from kenbun.segments.builder.trend import Trend


@given(st.integers(0, 10**6), st.lists(st.integers(-500, 500), min_size=1, max_size=30))
def test_the_line_ends_now_and_each_step_is_what_came_less_what_went(now, balances):
    """Whatever happened: the sizes differ by the balances, and the last is the one of now."""
    trend = Trend.of(now, balances)
    assert trend.last == now
    assert trend.change == sum(balances)
    assert [later - earlier for earlier, later in zip(trend.sizes, trend.sizes[1:], strict=False)] == balances


@given(st.lists(st.integers(-500, 500), min_size=1, max_size=30))
def test_the_line_stays_within_its_picture(balances):
    """The highest size is at the top, the lowest at the bottom, and days go from left to right."""
    points = Trend.of(1_000, balances).points
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert all(0 <= x <= 80 and 0 <= y <= 20 for x, y in points)
    assert min(y for _, y in points) == 0


def test_a_size_that_never_changed_is_steady():
    """Nothing is drawn where there is nothing to see; as many in as out is a movement."""
    assert not Trend.of(5, [0, 0, 0]).moved
    assert Trend.of(5, [2, -2]).moved
