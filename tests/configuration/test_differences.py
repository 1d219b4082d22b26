"""What differs between two configurations, told entry by entry."""

from hypothesis import given
from hypothesis import strategies as st

from kenbun.configuration.differences import Change, differences
from kenbun.configuration.words import sentence

HOT, COLD = {"name": "Hot", "min": 50}, {"name": "Cold", "min": 0}


def test_entries_with_names_are_compared_by_name():
    """Wherever in the list they stand."""
    found = differences({"levels": [COLD, HOT]}, {"levels": [HOT | {"min": 60}, {"name": "New", "min": 9}]})
    assert found == [
        Change("levels[Cold]", "removed", COLD, None),
        Change("levels[Hot].min", "changed", 50, 60),
        Change("levels[New]", "added", None, {"name": "New", "min": 9}),
    ]


def test_entries_without_names_come_go_or_change_places():
    """A list whose order counts says so."""
    assert [(one.kind, one.before, one.after) for one in differences([1, 2, 2], [2, 3])] == [
        ("removed", 1, None),
        ("removed", 2, None),
        ("added", None, 3),
    ]
    assert differences([1, 2], [2, 1], "order") == [Change("order", "changed", [1, 2], [2, 1])]
    twice = differences([COLD, COLD], [COLD], "levels")
    assert twice == [Change("levels", "removed", COLD, None)]


def test_a_change_reads_as_one_line():
    """With a sign, the path, and what it was and is."""
    assert sentence(Change("a.b", "changed", 50, "é")) == '~ a.b: 50 → "é"'
    assert sentence(Change("a", "removed", {"x": None}, None)) == '- a: {"x": null}'
    assert len(sentence(Change("a", "added", None, "x" * 1000))) == 205


def test_a_truth_is_no_number():
    """Though Python takes true for 1, wherever in a list it stands."""
    assert differences({"a": [1, {"b": True}]}, {"a": [1, {"b": 1}]})


names = st.sampled_from("abc")
documents = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | names,
    lambda some: (
        st.lists(some, max_size=3)
        | st.dictionaries(names | st.just("name"), some, max_size=3)
        | st.lists(st.fixed_dictionaries({"name": names, "of": some}), max_size=3)
    ),
    max_leaves=10,
)


@given(documents, documents)
def test_nothing_differs_where_all_is_equal_and_only_there(before, after):
    """Neither is a change missed, nor one made up (but for the order of entries that have names)."""
    assert differences(before, before) == []
    if not differences(before, after):
        assert _unordered(before) == _unordered(after)


def _unordered(value):
    if isinstance(value, dict):
        return [(key, _unordered(value[key])) for key in sorted(value)]
    if isinstance(value, list):
        return sorted(map(_unordered, value), key=repr)
    return type(value).__name__, value
