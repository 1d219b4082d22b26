"""The clock is a parameter: whoever needs the time is handed one of these."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present as an aware datetime in UTC, with microseconds."""


def system_clock() -> datetime:
    return datetime.now(UTC)
