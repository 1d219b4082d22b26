"""The clock is a parameter: whoever needs the time is handed one of these. And when days begin."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Answers the present as an aware datetime in UTC, with microseconds."""


def system_clock() -> datetime:
    return datetime.now(UTC)


def day_of(moment: datetime, zone: str) -> date:
    """The day that it is there."""
    return moment.astimezone(ZoneInfo(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """The instant at which that day begins there, in UTC: between two times of one zone Python counts what the clock on
    the wall does, an hour too much or too little where it was changed. None before the year 1."""
    try:
        return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
