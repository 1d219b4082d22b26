"""How values look to people."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from kenbun.web import metadata, shown

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=-2), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=11), "11 h ago"),
        (timedelta(hours=24), "yesterday"),
        (timedelta(days=12), "12 days ago"),
        (timedelta(days=59), "59 days ago"),
        (timedelta(days=60), "23 Sep 2026"),
        (timedelta(days=-3), "25 Nov 2026"),
    ],
)
def test_relative_times(age, words):
    """Times are told as people tell them, and by the day once that says more."""
    assert shown.relative(NOW - age, NOW, "UTC") == words


def test_yesterday_is_a_day_of_the_zone():
    """What was last night in UTC can be yesterday or the day before elsewhere."""
    moment = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    assert shown.relative(moment, NOW, "UTC") == "2 days ago"
    assert shown.relative(moment, NOW, "Pacific/Kiritimati") == "2 days ago"
    assert shown.relative(datetime(2026, 11, 21, 8, 0, tzinfo=UTC), NOW, "Pacific/Kiritimati") == "2 days ago"


def test_exact_times_name_the_zone():
    """Nobody has to guess whose clock it is."""
    assert shown.exact(NOW, "Europe/Berlin") == "22 Nov 2026, 13:00:00 CET"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (20, None, "+20"),
        (-5, None, "−5"),
        (0, None, "0"),
        ("74.213845", 1, "+74.2"),
        ("-0.040000", 1, "0"),
        (Decimal("1234.500000"), None, "+1,234.5"),
        ("10", None, "+10"),
        (Decimal("1E+2"), None, "+100"),
    ],
)
def test_points_carry_their_sign(value, digits, text):
    """A plus or a true minus, and no zeros that say nothing."""
    assert shown.signed(value, digits) == text


def test_counts_agree_with_their_noun():
    """One event, many events."""
    assert shown.count(1, "event") == "1 event"
    assert shown.count(2000, "event") == "2,000 events"


@pytest.mark.parametrize(
    ("name", "letters"), [("Ada Lovelace", "AL"), ("wei@x.io", "WX"), ("مرحبا", "م"), ("🎉", "?"), ("", "?")]
)
def test_initials(name, letters):
    """Every name has initials, even one without a letter."""
    assert shown.initials(name) == letters


def test_metadata_in_one_line():
    """The first values that say something, and how many there are besides."""
    line = metadata.summary(
        {"path": "/pricing", "gone": None, "ok": True, "tags": ["a", "b"], "n": 3, "in": {"x": 1}}
    )
    assert line == "path: /pricing · ok: yes · tags: a, b · +1"
    assert len(metadata.summary({"long": "x" * 10_000})) < 100


def test_a_value_that_turns_the_direction_keeps_to_itself():
    """What follows is not read backwards."""
    line = metadata.summary({"name": "\u202eابن", "path": "/pricing"})
    assert line == "\u2068name: \u202eابن\u2069 · path: /pricing"
