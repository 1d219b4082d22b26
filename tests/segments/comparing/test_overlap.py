"""The picture of what two segments share is true to the numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.segments.comparing.overlap import distance, lens, picture_of


@given(st.data())
def test_what_is_shared_has_the_area_of_its_number(data):
    """Whatever the sizes: the areas of both circles and of their overlap are as their numbers."""
    a, b = (data.draw(st.integers(1, 10**6)) for _ in "ab")
    shared = data.draw(st.integers(1, min(a, b)))
    apart = distance(math.sqrt(a), math.sqrt(b), math.pi * shared)
    assert lens(math.sqrt(a), math.sqrt(b), apart) == pytest.approx(math.pi * shared, rel=1e-6)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.floats(0, 1))
def test_the_picture_stays_within_its_frame(a, b, part):
    """No circle is cut off, however unlike the sizes are; of nobody there is no picture."""
    picture = picture_of(a, b, int(part * min(a, b)))
    if not a and not b:
        assert picture is None
        return
    for circle, size in ((picture.a, a), (picture.b, b)):
        assert bool(circle.r) == bool(size)
        assert circle.x - circle.r >= 0
        assert circle.x + circle.r <= picture.width
        assert circle.r <= picture.y


def test_those_apart_do_not_touch_and_one_within_another_lies_within():
    """The two extremes are seen at a glance."""
    apart = picture_of(100, 100, 0)
    assert apart.b.x - apart.a.x > apart.a.r + apart.b.r
    within = picture_of(400, 100, 100)
    assert abs(within.b.x - within.a.x) + within.b.r <= within.a.r + 0.05
