"""When a message happened, whatever the clock of its sender says."""

from datetime import datetime, timedelta
from typing import Any

from kenbun.events.accept import times
from kenbun.events.accept.call import Receipt
from kenbun.kit.errors import Invalid

# A request takes this long at times: less is no wrong clock, and times of histories stay as they are.
_UNDERWAY = timedelta(seconds=5)


def happened_at(payload: dict[str, Any], receipt: Receipt) -> datetime:
    """The sender's time, moved by what its clock was wrong by when it sent: Segment's own rule.

    A message with `receivedAt` has been through a server that did this before.
    """
    forwarded = payload.get("receivedAt") is not None
    first, second = ("timestamp", "originalTimestamp") if forwarded else ("originalTimestamp", "timestamp")
    field = second if payload.get(first) is None else first
    if payload.get(field) is None:
        return receipt.received_at
    at = times.moment(payload[field], field)
    return times.placed(at if forwarded else _corrected(at, _sent_at(payload), receipt), field, receipt)


def _sent_at(payload: dict[str, Any]) -> datetime | None:
    """An unreadable one is as none: it is only there to correct by."""
    try:
        return times.moment(payload.get("sentAt"), "sentAt")
    except Invalid:
        return None


def _corrected(at: datetime, sent_at: datetime | None, receipt: Receipt) -> datetime:
    if sent_at is None or at - sent_at > _UNDERWAY:
        return at
    skew = receipt.received_at - sent_at
    if abs(skew) <= _UNDERWAY:
        return at
    try:
        return at + skew
    except OverflowError:
        return at
