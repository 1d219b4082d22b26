"""What a process counts of itself."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kenbun.kit.clock import system_clock
from kenbun.kit.ids import new_id
from kenbun.measures import Histogram, Measures, Round, arrived, measures
from kenbun.worker import Worker


def test_a_histogram_adds_up() -> None:
    """An observation at a bound counts there; what is beyond all bounds counts in the end."""
    observed = Histogram((1.0, 2.0))
    for value, times in ((0.5, 2), (1.0, 1), (1.5, 1), (9.0, 3)):
        observed.observe(value, times)
    assert observed.up_to_each_bound() == [("1.0", 3), ("2.0", 4), ("+Inf", 7)]
    assert observed.total == 30.5


def test_an_alert_is_on_its_way_since_its_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """From its acceptance on; what is sent again, or came of no event, since it was set off."""
    counted = Measures()
    monkeypatch.setattr("kenbun.measures.measures", counted)
    event_id = new_id()
    accepted = datetime.fromtimestamp((event_id.int >> 80) / 1000, UTC)
    arrived(event_id, accepted + timedelta(seconds=1), accepted + timedelta(seconds=2))
    assert counted.delivered.total == pytest.approx(2)
    later = accepted + timedelta(hours=2)
    arrived(event_id, later, later + timedelta(seconds=3))
    arrived(None, later, later + timedelta(seconds=4))
    assert counted.delivered.total == pytest.approx(9)


async def test_a_loop_that_fails_is_seen(monkeypatch: Any) -> None:
    """By the kind of error, without its words; once it is well again, when it was is still told."""
    worker, outcomes = Worker(None, system_clock), [True, False, True]  # type: ignore[arg-type]
    seen: list[Round] = []

    async def _try() -> None:
        if outcomes.pop(0):
            raise ValueError("somebody's data")

    async def _look() -> None:
        seen.append(measures.rounds["try"])
        seen[-1] = Round(**{name: getattr(seen[-1], name) for name in Round.__slots__})

    monkeypatch.setattr("kenbun.worker._BREATH_AFTER_ERROR", 0)

    async def _both() -> None:
        await _look()
        await _try()

    _both.__name__ = "_try"
    loop = asyncio.create_task(worker._repeat(_both, asyncio.Event(), 0))
    while outcomes:
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    assert [(one.error, one.failures, one.rounds) for one in seen[:3]] == [
        (None, 0, 0),
        ("ValueError", 1, 0),
        (None, 1, 1),
    ]
    assert seen[2].failed_at
    del measures.rounds["try"]
