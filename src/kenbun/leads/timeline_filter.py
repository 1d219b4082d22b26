"""What of a timeline is asked for: all, events of a type or channel, or one kind of what happened to the lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from kenbun.events.types import CHANNELS
from kenbun.kit.errors import Invalid

CHANGES = {
    "level": "Level changes",
    "conversion": "Conversions",
    "decay": "Inactivity decay",
    "owner": "Owners",
    "merge": "Merges",
    "segment": "Segments",
    "trigger": "Triggers",
}
_TYPE = "type:"
_MOST_TYPE_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class TimelineFilter:
    """At most one of type and kind; a channel leaves events alone, too."""

    type_id: int | None = None
    channel: str | None = None
    change: str | None = None

    @classmethod
    def read(cls, show: str, channel: str) -> Self:
        """`show` is a kind of change, or `type:` and the number of an event type; both may be empty."""
        if channel and channel not in CHANNELS:
            raise Invalid(f"It is one of {', '.join(CHANNELS)}.", field="channel")
        if show in CHANGES and not channel:
            return cls(change=show)
        number = show.removeprefix(_TYPE)
        if not show or show in CHANGES:
            return cls(channel=channel or None)
        if not (show.startswith(_TYPE) and number.isascii() and number.isdecimal() and len(number) < 11):
            raise Invalid(f"It is one of {', '.join(CHANGES)}, or {_TYPE} and a number.", field="show")
        return cls(type_id=min(int(number), _MOST_TYPE_ID), channel=channel or None)

    @property
    def show(self) -> str:
        return self.change or (f"{_TYPE}{self.type_id}" if self.type_id is not None else "")

    @property
    def has_events(self) -> bool:
        return self.change is None

    def has(self, change: str) -> bool:
        return self.change == change or (
            self.change is None and self.type_id is None and self.channel is None
        )


ALL = TimelineFilter()
