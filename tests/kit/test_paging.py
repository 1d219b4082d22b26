"""Lists are bounded: 100 rows a page, 10,000 rows deep."""

import pytest

from kenbun.kit.errors import Invalid
from kenbun.kit.paging import Paging


@pytest.mark.parametrize(("page", "limit", "offset"), [(1, 25, 0), (3, 25, 50), (100, 100, 9_900)])
def test_a_page_within_the_bounds_has_its_offset(page: int, limit: int, offset: int) -> None:
    """Pages are counted from 1 and follow one another without gaps."""
    assert Paging(page, limit).offset == offset


@pytest.mark.parametrize(
    ("page", "limit", "field"), [(0, 25, "page"), (101, 100, "page"), (1, 0, "limit"), (1, 101, "limit")]
)
def test_what_is_out_of_bounds_is_refused_by_name(page: int, limit: int, field: str) -> None:
    """A page too deep or too large is refused, naming the parameter at fault."""
    with pytest.raises(Invalid) as refusal:
        Paging(page, limit)
    assert refusal.value.field == field


def test_the_refusal_of_a_deep_page_names_the_last_one() -> None:
    """Who asks too deep is told how deep lists go at this limit."""
    with pytest.raises(Invalid, match="the last page is 334"):
        Paging(10**30, 30)
    assert Paging(334, 30).offset < 10_000
