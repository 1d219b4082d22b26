"""Filters of accounts and the query of a URL are two spellings of one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.accounts.lists.filters import RANGES, SORTS, AccountFilters
from kenbun.accounts.lists.url import read, read_query, written
from kenbun.kit.errors import Invalid

_words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip).filter(bool)
_names = st.lists(_words, max_size=3).map(tuple)
_whole = st.none() | st.integers(-(2**62), 2**62)
_filters = st.builds(
    AccountFilters,
    search=st.none() | _words,
    range=st.sampled_from(list(RANGES)),
    level=_names,
    min_score=_whole,
    max_engagement_score=_whole,
    owner=_names,
    has_leads=st.none() | st.booleans(),
    archived=st.booleans(),
    idle_days=st.none() | st.integers(1, 3650),
    segment=_names,
    not_segment=_names,
    sort=st.sampled_from([sign + column for column in SORTS for sign in ("", "-")]) | st.just("metadata.x"),
)


@given(_filters)
def test_what_is_written_is_read_again(filters):
    """And is written the same however often."""
    assert read_query(written(filters)) == filters
    assert written(read_query(written(filters))) == written(filters)


def test_the_usual_is_not_written():
    """No filter, no query."""
    assert written(AccountFilters()) == ""
    assert read([("page", "3"), ("search", "  "), ("shoe_size", "43")]) == AccountFilters()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("min_score=many", "min_score"),
        ("archived=perhaps", "archived"),
        ("has_leads=1", "has_leads"),
        ("search=%00", "search"),
        ("range=never", "range"),
        ("x" * 10_001, "query"),
    ],
)
def test_what_means_nothing_is_refused_by_name(query, field):
    """A wrong value is no filter that finds everything."""
    with pytest.raises(Invalid) as refused:
        read_query(query)
    assert refused.value.field == field
