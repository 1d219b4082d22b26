"""Days as people name them in filters: read from text, and as instants; both ends are included."""

from datetime import date, datetime, timedelta

from kenbun.kit.clock import midnight
from kenbun.kit.errors import Invalid


def read_day(text: str, field: str) -> date:
    """Raises Invalid naming the field."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    # around the ends of the calendar there are days without a neighbour; and a week is no day
    if len(text) != len("2026-11-22") or not 1900 <= found.year < 9999:
        raise Invalid("Give a day like 2026-11-22.", field=field)
    return found


def read_days(first: str, last: str) -> tuple[date | None, date | None]:
    """Those of `from` and `to`, a blank of which is none. Raises Invalid naming the one that is wrong."""
    return (read_day(first, "from") if first else None), (read_day(last, "to") if last else None)


def in_order(first: date | None, last: date | None) -> None:
    """Raises Invalid where the last lies before the first."""
    if first and last and first > last:
        raise Invalid("The last day lies before the first.", field="to")


def instants(first: date | None, last: date | None, zone: str) -> tuple[datetime | None, datetime | None]:
    """That from which on, and that before which, both days lie there."""
    return (
        midnight(first, zone) if first else None,
        midnight(last + timedelta(days=1), zone) if last else None,
    )
