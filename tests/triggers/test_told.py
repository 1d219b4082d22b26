"""Causes of firings as sentences."""

import pytest

from kenbun.triggers.told import standing, what_happened

TOLD = [
    (
        "milestone",
        {
            "dimension": "engagement",
            "from": 48,
            "to": 1_072,
            "event_id": "evt_1",
            "event_type": "Demo Request",
        },
        "Engagement went from 48 to 1,072 with Demo Request",
    ),
    (
        "level",
        {"dimension": "account", "from_level": None, "to_level": "Target", "from": 0, "to": 82},
        "Account went from no level to Target at 82 points",
    ),
    (
        "milestone",
        {"dimension": "engagement", "from": 60, "to": 30, "by": "fading"},
        "Engagement went from 60 to 30 as it faded",
    ),
    ("segment", {"segment": "Hot <b>", "on": "leave"}, "Left the segment “Hot <b>”"),
    (
        "sequence",
        {"events": [{"id": "evt_1", "type": "Trial Started"}, {"id": "evt_2", "type": "Page View"}]},
        "Did Trial Started, then Page View",
    ),
    (
        "surge",
        {"count": 5, "within_seconds": 3_600, "event_type": "Page View"},
        "5 events within 1 hour, the last of them Page View",
    ),
    (
        "surge",
        {"events": 34, "leads": 5, "multiplier": "3.20"},
        "Surges: 34 events of 5 people, 3.2 times the average",
    ),
    (
        "surge",
        {"events": 12, "leads": 1, "multiplier": "4"},
        "Surges: 12 events of one person, 4 times the average",
    ),
]


@pytest.mark.parametrize(("kind", "cause", "words"), TOLD)
def test_each_kind_says_what_happened(kind, cause, words) -> None:
    """In a sentence that a sales person reads in a list, a notification and a mail."""
    assert what_happened(kind, cause) == words


@pytest.mark.parametrize("kind", ["milestone", "level", "segment", "sequence", "surge"])
def test_a_cause_of_another_time_breaks_no_page(kind) -> None:
    """Firings are kept for good: one that holds less than those of today is told all the same."""
    assert what_happened(kind, {})


def test_how_somebody_stood_is_told() -> None:
    """Scores with their levels, and a score between levels alone."""
    cause = {
        "scores": {"engagement": 1_072, "profile": 3},
        "levels": {"engagement": "Very Hot", "profile": None},
    }
    assert standing(cause) == [("Engagement score", "1,072, Very Hot"), ("Profile score", "3")]
