"""Triggers as sentences."""

import pytest

from kenbun.triggers.words import how_often, listed, waits_for

SEGMENT = "seg_0192f0c1a5b77e3c8d2e4f6071829304"

SAID = [
    (
        "milestone",
        "lead",
        {"dimension": "engagement", "direction": "up", "threshold": 1_000, "event_type": "Page View"},
        "A lead's engagement score reaches 1,000 with the event Page View",
    ),
    (
        "milestone",
        "account",
        {"dimension": "account", "direction": "down", "threshold": 50, "event_type": None},
        "An account's account score falls below 50",
    ),
    (
        "sequence",
        "lead",
        {
            "steps": ["Trial Started", "Page View", "Demo Requested"],
            "ordered": True,
            "within_seconds": 86_400,
        },
        "A lead does Trial Started, then Page View, then Demo Requested within 1 day",
    ),
    (
        "sequence",
        "account",
        {"steps": ["Page View", "Form Submitted"], "ordered": False, "within_seconds": 5_400},
        "An account has people do Page View and Form Submitted, in any order, within 90 minutes",
    ),
    (
        "surge",
        "lead",
        {"event_type": "Page View", "count": 5, "within_seconds": 3_600},
        "A lead does Page View 5 times within 1 hour",
    ),
    ("surge", "account", {"account_surge": True}, "An account surges"),
    ("segment", "lead", {"segment_id": SEGMENT, "on": "leave"}, "A lead leaves the segment “Hot <b>”"),
    (
        "level",
        "account",
        {"dimension": "account", "level": "Target", "on": "enter"},
        "An account enters the account level Target",
    ),
]


@pytest.mark.parametrize(("kind", "subject", "definition", "words"), SAID)
def test_each_kind_says_what_it_waits_for(kind, subject, definition, words) -> None:
    """By the names of today, numbers as people read them."""
    assert waits_for(kind, subject, definition, {SEGMENT: "Hot <b>"}) == words


def test_what_is_gone_is_named_by_its_id() -> None:
    """A segment that was deleted since breaks no page."""
    assert SEGMENT in waits_for("segment", "lead", {"segment_id": SEGMENT, "on": "enter"}, {})


def test_how_often_it_fires_is_said() -> None:
    """Once, always, or with a rest in between."""
    assert how_often("once", 0, "lead") == "once for each lead"
    assert how_often("always", 0, "lead") == "each time"
    assert how_often("always", 7 * 86_400, "account") == "each time, for one account at most once in 7 days"


def test_long_lists_are_cut() -> None:
    """The first of them, and how many more there are."""
    assert [listed(list("abcdef"[:size])) for size in (0, 1, 2, 3, 6)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
        "a, b and 4 more",
    ]
