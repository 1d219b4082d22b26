"""What a process counts of itself, for `/metrics` and the page of its health: additions alone, and no library.

One for the process, as its parts are: whoever takes in, works off, delivers or answers adds to it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)


@dataclass(slots=True)
class Histogram:
    """How many observations were at most each of the bounds, and how many more; `total` is their sum."""

    bounds: tuple[float, ...] = SECONDS
    counts: list[int] = field(default_factory=list)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def observe(self, value: float, times: int = 1) -> None:
        self.counts[bisect_left(self.bounds, value)] += times
        self.total += value * times

    def up_to_each_bound(self) -> list[tuple[str, int]]:
        """As Prometheus has it: each bound with all that were at most that, `+Inf` last."""
        names, summed, running = [*map(str, self.bounds), "+Inf"], [], 0
        for name, count in zip(names, self.counts, strict=True):
            running += count
            summed.append((name, running))
        return summed


@dataclass(slots=True)
class Round:
    """How a loop of the worker fares. `error` is the kind of what went wrong in the last round, None where it went
    well: its words may hold somebody's data, and are in the log."""

    every: float
    began_at: datetime | None = None
    ended_at: datetime | None = None
    seconds: float = 0.0
    rounds: int = 0
    failures: int = 0
    error: str | None = None
    failed_at: datetime | None = None


@dataclass(slots=True)
class Measures:
    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    # calls that were worked off, and how long each was on its way from being accepted to being in the lists
    visible: Histogram = field(default_factory=Histogram)
    # how long each alert was on its way from the event that caused it to whom it is for
    delivered: Histogram = field(default_factory=Histogram)
    # by method, route and status
    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    answered: Histogram = field(default_factory=Histogram)
    rounds: dict[str, Round] = field(default_factory=dict)


measures = Measures()


def seen(event_ids: Iterable[UUID], now: datetime) -> None:
    """These calls are in the lists now."""
    at = now.timestamp()
    for accepted_at, count in Counter(event_id.int >> 80 for event_id in event_ids).items():
        measures.visible.observe(max(0.0, at - accepted_at / 1000), count)


def arrived(event_id: UUID | None, ordered_at: datetime, at: datetime) -> None:
    """An alert that this event caused is where it was to go, or what it was to do is done. What came of no event has
    been on its way since it was ordered."""
    began = ordered_at
    if event_id is not None:
        # an id of an event begins with the millisecond at which it was accepted
        began = datetime.fromtimestamp((event_id.int >> 80) / 1000, UTC)
    measures.delivered.observe(max(0.0, (at - began).total_seconds()))
