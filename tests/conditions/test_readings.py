"""What a tree depends on."""

from dataclasses import replace

import pytest

from kenbun.conditions import Dependencies, depends_on, parse
from tests.conditions.trees import EVERYWHERE


def leaf(field, operator, *value):
    return {"field": field, "operator": operator} | ({"value": value[0]} if value else {})


PRICING = leaf("metadata.path", "contains", "/pricing")
PLAN = leaf("account.plan", "one_of", ["pro", "team", 3])
BEYOND = leaf("metadata.a.b", "equals", True)


def test_a_tree_depends_on_all_its_fields():
    """Fields are gathered from every level."""
    tree = parse({"all": [PRICING, {"none": [PLAN, PRICING]}]}, allowed=EVERYWHERE)
    seen = Dependencies(frozenset({"metadata.path", "account.plan"}), time=False, zone=False)
    assert depends_on(tree) == replace(seen, known=frozenset({"account"}))


@pytest.mark.parametrize(
    ("part", "time", "zone"),
    [
        (leaf("metadata.v", "in_last", {"days": 3}), True, True),
        (leaf("metadata.v", "after", "2026-01-01"), False, True),
        (leaf("metadata.v", "gt", "2026-01-01"), False, True),
        (leaf("metadata.v", "between", ["2026-01-01", "2026-01-02"]), False, True),
        (leaf("metadata.v", "gt", 5), False, False),
        (leaf("metadata.v", "between", [1, 2]), False, False),
        (leaf("metadata.v", "equals", "2026-01-01"), False, False),
    ],
)
def test_dates_depend_on_the_zone_and_windows_on_time(part, time, zone):
    """Whatever reads dates changes with the zone; what is counted back from now changes by itself."""
    found = depends_on(parse({"any": [PRICING, part]}, allowed=EVERYWHERE))
    assert (found.time, found.zone) == (time, zone)
