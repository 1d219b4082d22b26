"""Whether an event completes a run of events: it does where the run is there with it, and is not without it.

Looked at are windows that end with the event, and, where it came late, those that end with later ones that it is in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID


class Mark(NamedTuple):
    """An event, as runs know it; `key` is that of its type."""

    at: datetime
    key: str
    event_id: UUID


def surge(times: Sequence[datetime], own: datetime, window: timedelta, count: int) -> bool:
    """Whether one at `own`, which is among these sorted times, makes that many of them in a window (T - window, T]."""
    most = 0
    for place, end in enumerate(times):
        if own <= end < own + window and (place + 1 == len(times) or times[place + 1] != end):
            most = max(most, place + 1 - bisect_right(times, end - window))
    return most == count


def sequence(
    marks: Sequence[Mark], own: Mark, steps: Sequence[str], window: timedelta, *, ordered: bool
) -> list[Mark] | None:
    """The run that `own` completes, which is among these marks, sorted by time; none where it completes none."""
    found = None
    for end in sorted({one.at for one in marks if own.at <= one.at <= own.at + window}):
        inside = [one for one in marks if end - window <= one.at <= end]
        run = _run(inside, steps, ordered=ordered)
        if run is None:
            continue
        if _run([one for one in inside if one is not own], steps, ordered=ordered) is not None:
            return None
        found = found or run
    return found


def _run(marks: Sequence[Mark], steps: Sequence[str], *, ordered: bool) -> list[Mark] | None:
    return _in_order(marks, steps) if ordered else _in_any_order(marks, steps)


def _in_order(marks: Sequence[Mark], steps: Sequence[str]) -> list[Mark] | None:
    """Each strictly after the one before: the earliest that fits leaves most room for the next."""
    run: list[Mark] = []
    for one in marks:
        if one.key == steps[len(run)] and (not run or run[-1].at < one.at):
            run.append(one)
            if len(run) == len(steps):
                return run
    return None


def _in_any_order(marks: Sequence[Mark], steps: Sequence[str]) -> list[Mark] | None:
    missing = Counter(steps)
    run = []
    for one in reversed(marks):
        if missing[one.key] > 0:
            missing[one.key] -= 1
            run.append(one)
    return run[::-1] if not any(missing.values()) else None
