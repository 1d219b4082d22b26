"""Stretches of time of which it is judged what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Generic, Literal, NamedTuple, TypeVar
from uuid import UUID

Row = TypeVar("Row")

LAST = UUID(int=2**128 - 1)
"""Whoever it is, comes before."""


class Span(NamedTuple):
    """After `since`, up to `until`: ticks."""

    since: datetime
    until: datetime


Which = Literal["all", "news"]


class Place(NamedTuple):
    """What is no news is judged in the order of ticks, and of leads and accounts within one."""

    at: datetime
    subject_id: UUID

    @classmethod
    def of(cls, row: Any) -> Place:
        return cls(row.at, row.subject_id)


class Stretch(NamedTuple):
    """After that place, up to the tick `until`."""

    since: Place
    until: datetime

    @property
    def ticks(self) -> Span:
        """All of them, that of the place as well."""
        return Span(self.since.at - timedelta(microseconds=1), self.until)

    @property
    def values(self) -> dict[str, Any]:
        """As statements name them."""
        return {**self.ticks._asdict(), "after": self.since.at, "after_subject": self.since.subject_id}


class Page(NamedTuple, Generic[Row]):
    """What comes first, and up to which place that is all; none: to the end."""

    rows: Sequence[Row]
    reached: Place | None

    @classmethod
    def of(cls, rows: Sequence[Row], most: int) -> Page[Row]:
        """Of rows that were read up to so many: all of one subject at one tick, or none of it. A tick has no more of
        one than a batch has."""
        if len(rows) < most:
            return cls(rows, None)
        last = Place.of(rows[-1])
        kept = [row for row in rows if Place.of(row) != last] or rows
        return cls(kept, Place.of(kept[-1]))
