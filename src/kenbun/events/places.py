"""A place in a list of events, the latest first, as the cursor that leads from one page to the next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse, public


class Place(NamedTuple):
    """What lies before it are events of an earlier time, and of those at the time the ones of lower ids."""

    at: datetime
    event_id: UUID


END = Place(datetime(9999, 1, 1, tzinfo=UTC), UUID(int=0))


def written(place: Place) -> str:
    return f"{place.at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{public('evt', place.event_id)}"


def read(text: str | None, field: str = "before") -> Place:
    """The end of all where there is none. Raises Invalid naming the field."""
    if text is None:
        return END
    at, _, event = text.partition("-")
    event_id = parse("evt", event)
    try:
        happened_at = datetime.strptime(at, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        happened_at = None
    if happened_at is None or event_id is None:
        raise Invalid("Not a place in this timeline: take it from `next` of the page before.", field=field)
    return Place(happened_at, event_id)
