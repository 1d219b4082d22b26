"""When it happened: RFC 3339, from the year 2000 on, hardly ahead of the server."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from kenbun.events.accept.call import Receipt
from kenbun.kit.errors import Invalid

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=1)

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:(?:[0-5]\d|(60))(?:\.\d+)?(?:([Zz])|[+-]\d\d:\d\d)", re.ASCII
)
_REMEDY = "Write the time as RFC 3339 with its offset, like 2026-01-31T09:30:00Z."


def moment(value: Any, field: str) -> datetime:
    """The moment in UTC. A leap second is read as the second before it."""
    found = _RFC_3339.fullmatch(value) if type(value) is str else None
    if found is None:
        raise Invalid(f"Not a time. {_REMEDY}", field=field)
    if found[1]:
        value = f"{value[:17]}59{value[19:]}"
    if found[2] == "z":
        value = value.upper()
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(f"There is no such time. {_REMEDY}", field=field) from None


def happened_at(value: Any, field: str, receipt: Receipt) -> datetime:
    """Nothing given: the time of receipt. A little ahead of the server: the present."""
    if value is None:
        return receipt.received_at
    return placed(moment(value, field), field, receipt)


def placed(at: datetime, field: str, receipt: Receipt) -> datetime:
    if at <= receipt.now:
        if at < EARLIEST:
            raise Invalid("Before the year 2000. Events are kept from 2000-01-01 on.", field=field)
        return at
    if at > receipt.now + AHEAD:
        raise Invalid(
            f"More than an hour ahead of the server, whose clock says {receipt.now:%Y-%m-%dT%H:%M:%SZ}. "
            "Check the sender's clock and time zone.",
            field=field,
        )
    return receipt.now
