"""How often a lead has done something, as a thing that conditions compare with numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from kenbun.conditions.errors import ConditionError
from kenbun.conditions.values import MAX_DAYS, check_text

if TYPE_CHECKING:
    from kenbun.conditions.nodes import Tree

Counted = Literal["events", "sessions", "invited_colleagues"]
COUNTED: tuple[Counted, ...] = get_args(Counted)

WORDS: dict[Counted, str] = {
    "events": "events",
    "sessions": "sessions",
    "invited_colleagues": "invited colleagues",
}


@dataclass(frozen=True, slots=True)
class Count:
    """Events that filters let through (of one type, one channel, or where something holds of their metadata), sessions,
    or colleagues invited; in the last `days` x 24 hours, or ever."""

    what: Counted
    event_type: str | None = None
    channel: str | None = None
    where: Tree | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        for name in ("event_type", "channel"):
            if (value := getattr(self, name)) is not None:
                check_text(value, at=name)
                if not value.strip():
                    raise ConditionError(name, "Name one, or leave it out.")
        if self.what != "events" and (self.event_type or self.channel or self.where):
            raise ConditionError("count", "Only events have a type, a channel and metadata: leave these out.")
        if self.days is not None and (type(self.days) is not int or not 1 <= self.days <= MAX_DAYS):
            raise ConditionError("days", f"Give a whole number of days from 1 to {MAX_DAYS:,}.")

    @property
    def source(self) -> Literal["count"]:
        return "count"

    @property
    def path(self) -> str:
        return self.what
