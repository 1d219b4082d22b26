"""An account's activity over time as the chart has it: window by window, the last of which ends now.

So its last bar is what the rule looks at at this moment, and the line at it what that is compared with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from kenbun.database import Connection
from kenbun.surge import weeks_queries
from kenbun.surge.settings import Numbers

SHOWN = 26


@dataclass(frozen=True, slots=True)
class Window:
    """From `start`, not included, to `end`; `average` is what its activity is compared with."""

    start: datetime
    end: datetime
    events: int
    average: Decimal


async def windows_of(
    connection: Connection, workspace_id: UUID, account_id: UUID, numbers: Numbers, now: datetime
) -> list[Window]:
    """The last `SHOWN`, the earliest first."""
    steps = -(-numbers.baseline // numbers.window)
    counts = await weeks_queries.counted(
        connection, workspace_id, account_id, numbers.window, SHOWN + steps, now
    )
    found = []
    for place in range(SHOWN):
        end = now - (SHOWN - 1 - place) * numbers.window
        before = sum(counts[place : place + steps])
        average = max(Decimal(before) / steps, numbers.min_average)
        found.append(Window(end - numbers.window, end, counts[place + steps], average))
    return found


def height(windows: list[Window], ratio: Decimal) -> Decimal:
    """The highest value that a chart of these shows, with the line at which a surge begins."""
    return max([Decimal(1), *(max(Decimal(one.events), one.average * ratio) for one in windows)])


def share(windows: list[Window], at: datetime) -> float:
    """Where a time lies between the beginning and the end of these, from 0 to 1."""
    whole: timedelta = windows[-1].end - windows[0].start
    return min(1.0, max(0.0, (at - windows[0].start) / whole))
