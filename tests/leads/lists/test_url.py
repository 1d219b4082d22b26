"""Filters and the query of a URL are two spellings of one thing."""

from dataclasses import fields
from inspect import signature

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.errors import Invalid
from kenbun.leads.api import filters_of
from kenbun.leads.lists.filters import LAST_ACTIVE, SORTS, LeadFilters
from kenbun.leads.lists.url import read, read_query, written

_words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip).filter(bool)
_names = st.lists(_words, max_size=3).map(tuple)
_whole = st.none() | st.integers(-(2**62), 2**62)
_filters = st.builds(
    LeadFilters,
    search=st.none() | _words,
    level=_names,
    min_score=_whole,
    max_score=_whole,
    profile_level=_names,
    account_level=_names,
    min_account_score=_whole,
    watched=st.booleans(),
    owner=_names,
    account_id=_names,
    where=_names,
    event_type=_names,
    segment=_names,
    not_segment=_names,
    last_active=st.none() | st.sampled_from(list(LAST_ACTIVE)),
    sort=st.sampled_from([sign + column for column in SORTS for sign in ("", "-")]),
)


@given(_filters)
def test_what_was_written_is_read_again(filters):
    """Whatever the filters, and the same filters are written in one way."""
    assert read_query(written(filters)) == filters
    assert written(read_query(written(filters))) == written(filters)


def test_what_is_left_blank_is_not_given():
    """Forms send every field that they have; of one that comes twice, what was filled in stays."""
    pairs = [
        ("search", "  "),
        ("min_score", ""),
        ("level", ""),
        ("level", "Hot"),
        ("page", "3"),
        ("sort", ""),
    ]
    assert read(pairs) == LeadFilters(level=("Hot",))


def test_filters_that_leave_everyone_in():
    """An order leaves nobody out."""
    assert not LeadFilters(sort="name").narrows
    assert LeadFilters(search="a").narrows
    assert written(LeadFilters()) == ""


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("min_score=many", "min_score"),
        ("watched=maybe", "watched"),
        ("search=%00", "search"),
        ("sort=colour", "sort"),
        ("search=" + "a" * 10_000, "query"),
    ],
)
def test_a_query_that_means_nothing_is_refused(query, field):
    """The filter at fault is named."""
    with pytest.raises(Invalid) as refused:
        read_query(query)
    assert refused.value.field == field


def test_each_filter_is_a_parameter_of_the_api() -> None:
    """What a page can be filtered by, programs can ask for as well, by the same name."""
    assert set(signature(filters_of).parameters) == {one.name for one in fields(LeadFilters)}
