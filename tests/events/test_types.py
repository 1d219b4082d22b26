"""One event type, however it is spelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.events.types import fold, title, well_known_channel


@pytest.mark.parametrize("spelled", ["page_view", "Page View", "page-view", " PAGE  VIEW ", "page_-view"])
def test_spellings_of_one_type_fold_to_one_key(spelled: str) -> None:
    """Case and separators tell no types apart."""
    assert fold(spelled) == "page view"


@pytest.mark.parametrize(
    ("spelled", "shown"),
    [
        ("page_view", "Page View"),
        ("API called", "API Called"),
        ("demoRequested", "DemoRequested"),
        ("x", "X"),
    ],
)
def test_types_are_shown_in_title_case(spelled: str, shown: str) -> None:
    """Capitals that are there stay: API is not Api."""
    assert title(spelled) == shown


@given(st.text())
def test_a_shown_name_is_a_spelling_of_its_type(spelled: str) -> None:
    """So names in filters and rules find their type, and no two types are shown alike."""
    assert fold(title(spelled)) == fold(spelled)


@pytest.mark.parametrize("spelled", ["ıslak", "demoRequested", "ßig", "ǆ"])
def test_letters_with_odd_capitals_keep_their_type(spelled: str) -> None:
    """What has no capital of its own is left as it is."""
    assert fold(title(spelled)) == fold(spelled)


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("Page View", "website"),
        ("Form Submitted", "website"),
        ("Email Form Sent", "email"),
        ("Email Unsubscribed", "email"),
        ("Logged In", "product"),
        ("login", "product"),
        ("API Called", "product"),
        ("Feature Used", "product"),
        ("Trial Started", "product"),
        ("Call Logged", "crm"),
        ("Deal Closed Won", "crm"),
        ("Something Else", "other"),
    ],
)
def test_well_known_names_tell_the_channel(name: str, channel: str) -> None:
    """Where neither the event nor its type's setting says where it happened."""
    assert well_known_channel(fold(name)) == channel
