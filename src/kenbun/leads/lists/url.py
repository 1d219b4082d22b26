"""The filters of the list of leads as the query of a URL, and back."""

from collections.abc import Iterable

from kenbun.leads.lists.filters import LeadFilters
from kenbun.lists import url
from kenbun.lists.url import pairs_of, written

__all__ = ["pairs_of", "read", "read_query", "written"]


def read(pairs: Iterable[tuple[str, str]]) -> LeadFilters:
    """Blank is not given: that is how forms leave a field out. What is no filter is not looked at."""
    return url.read(LeadFilters, pairs)


def read_query(query: str) -> LeadFilters:
    """Of the text after the question mark. Raises Invalid naming the filter that is wrong."""
    return url.read_query(LeadFilters, query)
