"""What a process counts of itself."""

from datetime import UTC, datetime, timedelta

import pytest

from kenbun.kit.ids import new_id
from kenbun.measures import Histogram, Measures, arrived


def test_a_histogram_adds_up() -> None:
    """An observation at a bound counts there; what is beyond all bounds counts in the end."""
    observed = Histogram((1.0, 2.0))
    for value, times in ((0.5, 2), (1.0, 1), (1.5, 1), (9.0, 3)):
        observed.observe(value, times)
    assert observed.up_to_each_bound() == [("1.0", 3), ("2.0", 4), ("+Inf", 7)]
    assert observed.total == 30.5


def test_an_alert_is_on_its_way_since_its_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """From its acceptance on, however long that is ago; what came of no event, since it was ordered."""
    counted = Measures()
    monkeypatch.setattr("kenbun.measures.measures", counted)
    event_id = new_id()
    accepted = datetime.fromtimestamp((event_id.int >> 80) / 1000, UTC)
    arrived(event_id, accepted + timedelta(seconds=1), accepted + timedelta(seconds=2))
    assert counted.delivered.total == pytest.approx(2)
    later = accepted + timedelta(hours=2)
    arrived(event_id, later, later + timedelta(seconds=3))
    assert counted.delivered.total == pytest.approx(2 + 7203)
    arrived(None, later, later + timedelta(seconds=4))
    assert counted.delivered.total == pytest.approx(2 + 7203 + 4)
