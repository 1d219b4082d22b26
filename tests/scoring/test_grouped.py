"""A receipt as people read it: figures on the page sum to the score on the page."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kenbun.scoring.grouped import summarize
from kenbun.scoring.receipt import EventRef, Line, RuleRef, RulesetRef, Score
from kenbun.scoring.whole import whole

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EVENT = EventRef("evt_1", "Page View")


def _line(rule, value, *, points=None, kind="rule", at=NOW):
    ref = RuleRef(f"rule_{rule}", rule, None) if rule else None
    return Line(kind, ref, EVENT if kind == "rule" else None, at, points or value, value, None)


def _score(score, *lines):
    return Score("engagement", RulesetRef("rs_1", "Standard", True), score, "Cold", list(lines))


def test_lines_of_one_rule_are_one_group():
    """A rule shows what it gave, what that is worth now, and when it last did."""
    earlier = NOW - timedelta(days=3)
    lines = _line("Demo", "74.213845", points="80.000000"), _line("Demo", "10.000000", at=earlier)
    [group] = summarize(_score(84, *lines), "rule", "UTC").groups
    assert (group.title, group.points, group.shown_value) == ("Demo", Decimal(90), Decimal("84.2"))
    assert group.last_at == NOW
    assert [line.at for line in group.lines] == [NOW, earlier]
    assert group.faded


def test_a_cap_stands_apart_from_its_rule():
    """What a cap takes away is not hidden in the rule's own figure."""
    summary = summarize(
        _score(5, _line("Page", "9.000000"), _line("Page", "-4.000000", kind="cap")), "rule", "UTC"
    )
    assert [(group.kind, group.shown_value) for group in summary.groups] == [("rule", 9), ("cap", -4)]
    assert summary.groups[1].title == "Cap on Page"


def test_only_rules_with_negative_points_are_negative():
    """A cap takes points off as well, but nobody decided against the person."""
    summary = summarize(
        _score(0, _line("Unsubscribed", "-5.000000"), _line(None, "5.000000", kind="floor")), "rule", "UTC"
    )
    assert [group.negative for group in summary.groups] == [True, False]


def test_days_are_those_of_the_zone():
    """An event shortly before midnight UTC belongs to the next day in Berlin."""
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    score = _score(2, _line("Page", "1.000000", at=late), _line("Page", "1.000000"))
    assert [group.title for group in summarize(score, "day", "UTC").groups] == ["22 Nov 2026", "21 Nov 2026"]
    assert [group.title for group in summarize(score, "day", "Europe/Berlin").groups] == ["22 Nov 2026"]


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(-50_000_000, 100_000_000), st.integers(0, 9)),
        max_size=30,
    ),
    st.sampled_from(["rule", "day"]),
)
def test_what_is_shown_adds_up(hits, by):
    """Whatever the lines, the groups as shown and the rounding as shown sum to the score."""
    lines = [
        _line(rule, f"{Decimal(micro) / 1_000_000:.6f}", at=NOW - timedelta(days=age))
        for rule, micro, age in hits
    ]
    total = sum(micro for _, micro, _ in hits)
    if total < 0:
        lines.append(_line(None, f"{Decimal(-total) / 1_000_000:.6f}", kind="floor"))
    summary = summarize(_score(whole(max(0, total)), *lines), by, "UTC")
    assert sum(group.shown_value for group in summary.groups) + summary.rounding == summary.score
