"""The interpreter of filters, on cases worked out by hand."""

from tests.interpreter.filters import reasons
from tests.world import NOON, event, minutes

ADA = "ada@acme.com"
PACE = {"kind": "velocity", "event_type": "Page View", "count": 2, "window_seconds": 600, "keep_first": False}
KEPT = PACE | {"keep_first": True}


def told(one, at, subject=None):
    events = [event(ADA, "Page View", NOON + minutes(minute)) for minute in at]
    judged_by = [[one] if subject is None or place in subject else [] for place in range(len(at))]
    return ["".join(found) for found in reasons(events, judged_by, "UTC")]


def test_more_than_the_count_in_the_window_is_inorganic():
    """Of four in nine minutes the third and the fourth; ten minutes later the window is open at its far end."""
    assert told(PACE, [0, 3, 6, 9]) == ["", "", "inorganic", "inorganic"]
    assert told(PACE, [0, 3, 10]) == ["", "", ""]


def test_of_a_burst_the_first_is_kept():
    """The run goes on as long as gaps are up to the window; a run that never exceeds is let through."""
    grouped = "inorganic_grouped"
    assert told(KEPT, [0, 3, 6, 16, 27]) == ["", grouped, grouped, grouped, ""]
    assert told(KEPT, [0, 8, 16, 24]) == ["", "", "", ""]


def test_what_the_filter_is_not_for_is_counted_alone():
    """The two before make the third exceed; they themselves stay."""
    assert told(PACE, [0, 3, 6], {2}) == ["", "", "inorganic"]
    assert told(KEPT, [0, 3, 6], {2}) == ["", "", "inorganic_grouped"]
    assert told(KEPT, [0, 3, 6, 7], {0, 1}) == ["", "", "", ""]


def test_an_attribute_filter_asks_type_and_conditions():
    """One of both is enough where the other is not given."""
    events = [
        event(ADA, "page_view", NOON, bot=True),
        event(ADA, "Page View", NOON),
        event(ADA, "Login", NOON, bot=True),
    ]
    bots = {"field": "metadata.bot", "operator": "equals", "value": True}
    for event_type, conditions, expected in (
        ("Page View", bots, [True, False, False]),
        ("Page View", None, [True, True, False]),
        (None, bots, [True, False, True]),
    ):
        one = {"kind": "attribute", "event_type": event_type, "conditions": conditions}
        assert [bool(found) for found in reasons(events, [[one]] * 3, "UTC")] == expected
