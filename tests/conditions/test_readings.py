"""Words, and what a tree depends on."""

from dataclasses import replace

import pytest

from kenbun.conditions import Dependencies, depends_on, parse, to_words
from tests.conditions.trees import EVERYWHERE


def leaf(field, operator, *value):
    return {"field": field, "operator": operator} | ({"value": value[0]} if value else {})


PRICING = leaf("metadata.path", "contains", "/pricing")
PLAN = leaf("account.plan", "one_of", ["pro", "team", 3])
BEYOND = leaf("metadata.a.b", "equals", True)


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"all": [PRICING, PLAN]}, "path contains “/pricing” and account plan is one of “pro”, “team”, 3"),
        ({"any": [{"all": [PLAN]}, BEYOND]}, "account plan is one of “pro”, “team”, 3 or a.b is true"),
        (
            {"all": [leaf("lead.first_name", "is_empty"), {"any": [PRICING, BEYOND]}]},
            "lead first name is empty and (path contains “/pricing” or a.b is true)",
        ),
        ({"none": [PRICING]}, "not (path contains “/pricing”)"),
        (
            {"all": [PRICING, {"none": [leaf("metadata.n", "gt", 5), leaf("metadata.n", "is_empty")]}]},
            "path contains “/pricing” and not (n is more than 5 or n is empty)",
        ),
        ({"all": [{"any": [{"all": [PRICING]}]}]}, "path contains “/pricing”"),
        ({"all": [{"any": [BEYOND, {"all": [PRICING, BEYOND]}]}]},
         "a.b is true or (path contains “/pricing” and a.b is true)"),
        (leaf("metadata.v", "between", [1, 2.5]), "v is between 1 and 2.5"),
        (leaf("metadata.v", "between", ["2026-01-01", "2026-02-01"]),
         "v is between 2026-01-01 and 2026-02-01"),
        (leaf("metadata.v", "before", "2026-01-01"), "v is before 2026-01-01"),
        (leaf("metadata.v", "in_last", {"days": 1}), "v is in the last day"),
        (leaf("metadata.v", "in_last", {"days": 1000}), "v is in the last 1,000 days"),
    ],
)  # fmt: skip
def test_words_say_what_the_tree_asks(tree, words):
    """A person reads the tree as one sentence, with brackets only where they are needed."""
    assert to_words(parse(tree, allowed=EVERYWHERE)) == words


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
