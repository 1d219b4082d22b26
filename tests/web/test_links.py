"""Links of a list: the same list in all but one thing."""

from starlette.requests import Request

from kenbun.web.links import Links


def _links(query):
    return Links(Request({"type": "http", "path": "/leads", "query_string": query, "headers": []}))


def test_a_filter_goes_back_to_the_first_page():
    """Changing what is listed keeps the other filters, but not the page."""
    assert _links(b"level=Hot&page=3&search=a").put(sort="name") == "/leads?level=Hot&search=a&sort=name"


def test_none_takes_a_filter_out():
    """Without any filter left the URL is bare."""
    assert _links(b"min_score=10").put(min_score=None) == "/leads"


def test_the_first_page_needs_no_number():
    """One list, one URL."""
    assert _links(b"search=a&page=2").page(1) == "/leads?search=a"
    assert _links(b"search=a").page(2) == "/leads?search=a&page=2"


def test_something_opens_beside_the_very_same_page():
    """The drawer's address joins the list's, page included."""
    assert _links(b"page=2").opening("/leads/ld_1/receipt") == "/leads?page=2&open=/leads/ld_1/receipt"


def test_values_are_quoted():
    """What people type cannot break out of a parameter."""
    assert _links(b"search=a%26level%3DHot").put() == "/leads?search=a%26level%3DHot"
