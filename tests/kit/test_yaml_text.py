"""What is written is read again as it was, and what is no plain data is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.kit.errors import Problem, TooLarge
from kenbun.kit.text import storable
from kenbun.kit.yaml_text import MOST_BYTES, read, write

TRICKY = [
    "NO",
    "yes",
    "on",
    "~",
    "null",
    "true",
    "012",
    "0x1F",
    "1_000",
    "12:30",
    "1e3",
    ".5",
    "-0",
    "+5",
    "1.",
    ".inf",
    ".nan",
    "=",
    "<<",
    "2026-01-31",
    "|",
    ">",
    "?",
    "-",
    ":",
    "#",
    "a:b",
]
texts = st.text(max_size=20).filter(storable) | st.sampled_from(TRICKY)
plain = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
values = st.recursive(
    plain, lambda some: st.lists(some, max_size=5) | st.dictionaries(texts, some, max_size=6), max_leaves=15
)


@given(values)
def test_what_is_written_is_read_as_it_was(value):
    """Type and all: a text that looks like a number, a truth or a day stays a text."""
    again = read(write(value))
    assert repr(again) == repr(value)
    assert read(write(value).encode()) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x 1\nb: *x", "Line 1, column 4: Anchors"),
        ("a: !!python/object:os.system 1", "Tags (!) are not read"),
        ("a: 1\na: 2", "Line 2, column 1: The key “a” stands here for the second time"),
        ("1: a", "A key must be a text"),
        ("? [a]\n: b", "A key must be a text"),
        ("[" * 100_000, "nested more than 60 deep"),
        ("- " * 100_000, "nested more than 60 deep"),
        ("a: 1\n---\nb: 2", "A second document"),
        ("a: [1", "Line 2, column 1"),
        ("a:\n\t- x", "Line 2, column 1"),
        ("a: " + "9" * 5000, "This number is too long"),
        ("\x00", "characters that YAML does not allow"),
        ('a: "\\0"', "cannot be stored"),
        ('a: "\\ud800"', "Line 1"),
        (b"\xff", "no text in UTF-8"),
        ("\ud800", "no text in UTF-8"),
    ],
)
def test_what_is_no_plain_data_is_refused(text, words):
    """With the line, where there is one."""
    with pytest.raises(Problem) as caught:
        read(text)
    assert words in caught.value.detail


def test_a_file_has_a_bound():
    """Nothing is parsed that is larger."""
    with pytest.raises(TooLarge):
        read(" " * (MOST_BYTES + 1))


@pytest.mark.parametrize("text", ["", "# a comment", "---\n...", "~"])
def test_an_empty_file_is_nothing(text):
    """Also one of comments alone."""
    assert read(text) is None


def test_countries_and_days_are_texts():
    """As people mean them, though older YAML reads a truth and a moment."""
    assert read("{country: NO, from: 2026-01-31, at: 12:30}") == {
        "country": "NO",
        "from": "2026-01-31",
        "at": "12:30",
    }
