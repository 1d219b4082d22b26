"""Spans of time in words."""

_SECONDS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def last_days(days: int) -> str:
    return f"in the last {'day' if days == 1 else f'{days:,} days'}"


def duration(seconds: int) -> str:
    """In the largest unit that gives a whole number: `2 hours`, `90 minutes`."""
    size, unit = next(one for one in _SECONDS if seconds % one[0] == 0)
    number = seconds // size
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"
