"""When to look at an account again. Most events of most accounts cannot begin a surge, and are only counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from kenbun.surge.rule_queries import Outlook
from kenbun.surge.settings import Numbers

# An event that happened so long before the last look may belong to a window that was fuller than the last one.
SLACK = timedelta(days=1)
_ENOUGH = 1_000_000


class Look(NamedTuple):
    """To be looked at after `room` more events, and at `due_at` in any case."""

    room: int
    due_at: datetime | None


def next_look(
    numbers: Numbers,
    seen: Outlook | None,
    changes_at: datetime | None,
    now: datetime,
    *,
    surging: bool,
) -> Look:
    """`changes_at`: when a surge begins or ends if nothing more happens.

    A window that ends after now - SLACK holds at most what `seen.recent` counts, and what is still to come.
    """
    if surging:
        return Look(1, changes_at)
    if seen is None:
        return Look(numbers.min_events, None)
    missing = numbers.min_events - seen.recent
    if missing > 0:
        return Look(missing, changes_at)
    of_age = min(seen.first_at, now - SLACK) + numbers.history
    if of_age > now:
        return Look(_ENOUGH, _earlier(changes_at, of_age))
    average = max(Decimal(seen.earlier * numbers.window_days) / numbers.baseline_days, numbers.min_average)
    needed = int((numbers.start_ratio * average).to_integral_value(ROUND_CEILING))
    return Look(max(needed - seen.recent, 1), _earlier(changes_at, now + SLACK))


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return min(one or other, other)
