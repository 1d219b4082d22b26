"""The interpreter of conditions on cases worked out by hand."""

from datetime import UTC, datetime

import pytest

from tests.interpreter.conditions import holds

WORLD = {
    "metadata": {
        "path": "/Pricing",
        "amount": "12.50",
        "tags": ["new", None, "VIP"],
        "nothing": " ",
        "context": {"campaign": {"name": "spring"}},
        "context.source": "literal",
        "renewal": "2026-03-08",
        "seen": "2026-03-08T23:30:00-05:00",
    },
    "lead": {"title": "CTO"},
    "account": None,
    "now": datetime(2026, 3, 10, 12, 30, tzinfo=UTC),
    "zone": "Europe/Berlin",
}


def leaf(field, operator, value=None):
    return {"field": field, "operator": operator} | ({} if value is None else {"value": value})


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("metadata.path", "contains", "PRIC", True),
        ("metadata.path", "starts_with", "pric", False),
        ("metadata.path", "ends_with", "ing", True),
        ("metadata.path", "not_equals", "/pricing", False),
        ("metadata.amount", "equals", 12.5, True),
        ("metadata.amount", "gt", 12.49, True),
        ("metadata.amount", "lte", 12, False),
        ("metadata.amount", "between", [12, 13], True),
        ("metadata.amount", "contains", ".50", True),
        ("metadata.tags", "equals", "vip", True),
        ("metadata.tags", "one_of", ["old", "NEW"], True),
        ("metadata.tags", "not_contains", "e", False),
        ("metadata.tags", "is_empty", None, False),
        ("metadata.nothing", "is_empty", None, True),
        ("metadata.nothing", "contains", " ", False),
        ("metadata.absent", "not_equals", "x", True),
        ("metadata.absent", "lt", 5, False),
        ("metadata.context", "is_not_empty", None, False),
        ("metadata.context.campaign.name", "equals", "Spring", True),
        ("metadata.context.source", "equals", "literal", True),
        ("metadata.renewal", "before", "2026-03-07T23:00:01Z", True),
        ("metadata.renewal", "before", "2026-03-07T23:00:00Z", False),
        ("metadata.renewal", "in_last", {"days": 3}, True),
        ("metadata.renewal", "in_last", {"days": 2}, False),
        ("metadata.seen", "after", "2026-03-09T04:29:59Z", True),
        ("metadata.seen", "after", "2026-03-09T04:30:00Z", False),
        ("lead.title", "equals", "cto", True),
        ("account.plan", "equals", "pro", False),
        ("account.plan", "not_contains", "pro", True),
    ],
)
def test_a_leaf_holds_as_worked_out(field, operator, value, expected):
    """Each operator reads values as the product says."""
    assert holds(leaf(field, operator, value), WORLD) is expected


def test_groups_hold_as_worked_out():
    """All, any and none of, nested."""
    yes, no = leaf("lead.title", "equals", "cto"), leaf("lead.title", "equals", "ceo")
    assert holds({"all": [yes, {"any": [no, yes]}, {"none": [no]}]}, WORLD)
    assert not holds({"all": [yes, no]}, WORLD)
    assert not holds({"none": [no, yes]}, WORLD)
