"""When the next attempt is: soon at first, then ever later, for a day."""

from __future__ import annotations

from datetime import datetime, timedelta

GIVEN_UP_AFTER = timedelta(days=1)
_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(hours=4)


def next_try(
    now: datetime, tried_since: datetime, retry_after: timedelta | None, chance: float
) -> datetime | None:
    """None where it is given up. `chance` (0 to 1) spreads out what failed together.

    The wait is as long as it has been tried so far, which doubles from one to the next. The last attempt is made when
    the day is over, or when the destination said that it would listen again.
    """
    end = tried_since + GIVEN_UP_AFTER
    if now >= end:
        return None
    wait = min(max(now - tried_since, _FIRST), _LONGEST) * (0.75 + chance / 2)
    asked = now + (retry_after or timedelta(0))
    return max(min(now + wait, end), asked)
