"""Every tree that could not be evaluated is refused, naming the faulty node and the remedy."""

from typing import Any

import pytest

from kenbun.conditions import SCORING_RULES, Allowed, ConditionError, Field, Group, Leaf, parse
from kenbun.conditions.operators import OPERATORS, operator_named

SEGMENTS = Allowed.all("Segments", lead=["nps"])


def leaf(field: Any = "metadata.v", operator: Any = "equals", value: Any = "x") -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


def refusal(tree: Any, allowed: Allowed = SEGMENTS) -> tuple[str, str]:
    with pytest.raises(ConditionError) as caught:
        parse(tree, allowed=allowed)
    return caught.value.path, caught.value.message


def nested(levels: int) -> dict[str, Any]:
    tree = leaf()
    for _ in range(levels):
        tree = {"all": [tree]}
    return tree


@pytest.mark.parametrize(
    ("value", "path", "words"),
    [
        (leaf("plan"), "field", "There is no field “plan”"),
        (leaf("metadata."), "field", "write metadata.<path>"),
        (leaf("person.name"), "field", "There is no field"),
        (leaf("lead.shoe_size"), "field", "There is no lead field “shoe_size”; there are: city, company"),
        (leaf("account.nps"), "field", "There is no account field"),
        (leaf(7), "field", "Name the field"),
        (leaf("metadata.a\0"), "field", "cannot be stored"),
        (leaf("\ud800"), "field", "cannot be stored"),
        (leaf("metadata." + "a" * 1_000), "field", "too long"),
        (leaf("metadata" + ".a" * 21), "field", "more than 20 steps"),
        (leaf(operator="matches"), "operator", "Give one of: equals, not_equals"),
        (leaf(operator=None), "operator", "Give one of"),
        (leaf(operator=["equals"]), "operator", "Give one of"),
        (leaf(value=None), "value", "Give a value"),
        (leaf(value=["x"]), "value", "single value"),
        (leaf(value={"days": 3}), "value", "single value"),
        (leaf(value={"a": 3}), "value", "not an object"),
        (leaf(value=""), "value", "is_empty"),
        (leaf(value=" \u3000"), "value", "is_empty"),
        (leaf(value="a\0b"), "value", "cannot be stored"),
        (leaf(value="\udfff"), "value", "cannot be stored"),
        (leaf(value="x" * 1_001), "value", "at most 1,000"),
        (leaf(value=10**30), "value", "too large"),
        (leaf(value=-(10**5000)), "value", "too large"),
        (leaf(value=float("inf")), "value", "too large"),
        (leaf(value=float("nan")), "value", "too large"),
        (leaf(operator="contains", value=True), "value", "Give a text"),
        (leaf(operator="is_empty"), "value", "leave it out"),
        (leaf(operator="one_of", value="x"), "value", "Give a list"),
        (leaf(operator="one_of", value=[]), "value", "Give a list"),
        (leaf(operator="one_of", value=["x", None]), "value[1]", "Give a text, a number"),
        (leaf(operator="one_of", value=[["x"]]), "value[0]", "Give a text, a number"),
        (leaf(operator="one_of", value=["x"] * 501), "value", "at most 500"),
        (leaf(operator="gt", value="many"), "value", "Give a number, or a date"),
        (leaf(operator="gt", value=True), "value", "Give a number, or a date"),
        (leaf(operator="lt", value="2026-02-30"), "value", "Give a number, or a date"),
        (leaf(operator="between", value=[1]), "value", "[10, 20]"),
        (leaf(operator="between", value=5), "value", "[10, 20]"),
        (leaf(operator="between", value=[1, "x"]), "value[1]", "Give a number, or a date"),
        (leaf(operator="between", value=[1, "2026-01-01"]), "value", "two numbers or two dates"),
        (leaf(operator="between", value=[2, 1]), "value", "swap them"),
        (leaf(operator="between", value=["2026-01-02", "2026-01-01"]), "value", "swap them"),
        (leaf(operator="before", value=5), "value", "Give a date"),
        (leaf(operator="before", value="2026-01-31T08:00"), "value", "Give a date"),
        (leaf(operator="after", value="2026-01-31T25:00:00Z"), "value", "Give a date"),
        (leaf(operator="in_last", value=7), "value", '{"days": 7}'),
        (leaf(operator="in_last", value={"days": 0}), "value.days", "from 1 to 36,500"),
        (leaf(operator="in_last", value={"days": 7.5}), "value.days", "from 1 to 36,500"),
        (leaf(operator="in_last", value={"days": True}), "value.days", "from 1 to 36,500"),
        (leaf(operator="in_last", value={"days": 7, "hours": 1}), "value", "not an object"),
    ],
)
def test_a_faulty_leaf_is_refused_where_it_stands(value: Any, path: str, words: str) -> None:
    """The error names the part of the leaf, within the groups around it, and says what to write."""
    where, message = refusal({"all": [leaf(), {"none": [value]}]})
    assert where == f"conditions.all[1].none[0].{path}"
    assert words in message


@pytest.mark.parametrize(
    ("tree", "path", "words"),
    [
        (None, "conditions", "Give a condition"),
        ([leaf()], "conditions", "Give a condition"),
        ("x", "conditions", "Give a condition"),
        ({"all": [leaf(), 5]}, "conditions.all[1]", "Give a condition"),
        ({"all": []}, "conditions.all", "empty"),
        ({"any": [{"none": []}]}, "conditions.any[0].none", "empty"),
        ({"all": leaf()}, "conditions.all", "Give a list"),
        ({"all": [leaf()], "any": [leaf()]}, "conditions", "exactly one"),
        ({"all": [leaf()], "name": "x"}, "conditions", "exactly one"),
        (leaf() | {"\ud800": 1}, "conditions", "nothing else"),
        ({}, "conditions.field", "Name the field"),
        (nested(11), "conditions" + ".all[0]" * 11, "at most 10 levels"),
        (nested(500), "conditions" + ".all[0]" * 11, "at most 10 levels"),
        ({"all": [leaf()] * 200}, "conditions.all", "at most 200"),
        ({"all": [leaf()] * 100_000}, "conditions.all", "at most 200"),
        ({"any": [{"all": [leaf()] * 100}] * 2}, "conditions.any", "at most 200"),
        ({"any": [leaf(operator="one_of", value=["x"] * 300)] * 2}, "conditions.any", "at most 500"),
    ],
)
def test_a_faulty_group_is_refused_where_it_stands(tree: Any, path: str, words: str) -> None:
    """Wrong shapes, empty groups, and trees too deep or too large are refused with their path."""
    where, message = refusal(tree)
    assert where == path
    assert words in message


def test_the_largest_tree_is_read() -> None:
    """Ten levels of groups and 200 nodes are within the limits."""
    parse(nested(10), allowed=SEGMENTS)
    tree = parse({"all": [leaf()] * 199}, allowed=SEGMENTS)
    assert isinstance(tree, Group)
    assert len(tree.parts) == 199


@pytest.mark.parametrize("field", ["lead.title", "account.plan"])
def test_scoring_rules_look_at_the_event_alone(field: str) -> None:
    """A scoring rule about anything but the event is refused and told why."""
    path, message = refusal(leaf(field), SCORING_RULES)
    assert path == "conditions.field"
    assert message == "Scoring rules may only look at the event's metadata: write metadata.<path>."


def test_metadata_can_be_out_of_reach() -> None:
    """Where there is no event, its metadata is refused."""
    roles = Allowed("Committee roles", metadata=False, lead=frozenset({"title"}), account=frozenset())
    assert "Committee roles may not look at" in refusal(leaf(), roles)[1]
    assert "there are: none" in refusal(leaf("account.plan"), roles)[1]


def test_custom_fields_are_known_where_they_are_given() -> None:
    """A custom field is as good as a standard one."""
    tree = parse(leaf("lead.nps"), allowed=SEGMENTS)
    assert tree == Leaf(Field("lead", "nps"), OPERATORS["equals"], "x")


def test_the_path_begins_where_the_tree_stood() -> None:
    """A tree within a larger request is named by its place there."""
    with pytest.raises(ConditionError) as caught:
        parse({"all": []}, allowed=SEGMENTS, path="rules[3].conditions")
    assert caught.value.field == "rules[3].conditions.all"


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("not equals", "not_equals"),
        ("does not contain", "not_contains"),
        ("Starts with", "starts_with"),
        ("is one of", "one_of"),
        ("≥", "gte"),
        ("<", "lt"),
        ("is not empty", "is_not_empty"),
        ("in the last", "in_last"),
    ],
)
def test_operators_are_known_by_their_words_too(spelling: str, name: str) -> None:
    """The product's words and signs for an operator are read as its name."""
    assert operator_named(spelling) is OPERATORS[name]


def test_nodes_check_themselves() -> None:
    """No malformed node can be built, by whatever way."""
    with pytest.raises(ConditionError, match="empty"):
        Group("all", ())
    with pytest.raises(ConditionError, match="Give a number"):
        Leaf(Field("metadata", "v"), OPERATORS["gt"], "many")
