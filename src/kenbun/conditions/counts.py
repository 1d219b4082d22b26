"""How often something has happened, or how many there are of something: numbers that conditions compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from kenbun.conditions.errors import ConditionError
from kenbun.conditions.facts import check_days
from kenbun.conditions.values import check_text, is_day, is_moment

if TYPE_CHECKING:
    from kenbun.conditions.nodes import Tree

Counted = Literal["events", "sessions", "invited_colleagues"]
COUNTED: tuple[Counted, ...] = get_args(Counted)
People = Literal["leads", "active_leads"]
PEOPLE: tuple[People, ...] = get_args(People)

WORDS: dict[Counted, str] = {
    "events": "events",
    "sessions": "sessions",
    "invited_colleagues": "invited colleagues",
}


@dataclass(frozen=True, slots=True)
class Count:
    """Events that filters let through (of one type, one channel, or where something holds of their metadata),
    sessions, or colleagues invited; in the last `days` x 24 hours, between two dates, or ever. Of an account: of all
    its leads."""

    what: Counted
    event_type: str | None = None
    channel: str | None = None
    where: Tree | None = None
    days: int | None = None
    # both included: of a day the whole of it
    between: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        for name in ("event_type", "channel"):
            if (value := getattr(self, name)) is not None:
                check_text(value, at=name)
                if not value.strip():
                    raise ConditionError(name, "Name one, or leave it out.")
        if self.what != "events" and (self.event_type or self.channel or self.where):
            raise ConditionError("count", "Only events have a type, a channel and metadata: leave these out.")
        if self.days is not None:
            check_days(self.days, at="days")
        if self.between is not None:
            _check_dates(self.between)
            if self.days is not None:
                raise ConditionError("between", "Give a number of days, or two dates; not both.")

    @property
    def source(self) -> Literal["count"]:
        return "count"

    @property
    def path(self) -> str:
        return self.what


@dataclass(frozen=True, slots=True)
class Crowd:
    """The leads of an account, or those of them who were active in the last 30 days."""

    who: People

    @property
    def source(self) -> Literal["crowd"]:
        return "crowd"

    @property
    def path(self) -> str:
        return self.who


def _check_dates(between: tuple[str, str]) -> None:
    for place, one in enumerate(between):
        if not isinstance(one, str) or not (is_day(one) or is_moment(one)):
            raise ConditionError(f"between[{place}]", "Give a date as 2026-01-31 or 2026-01-31T08:00:00Z.")
    first, last = between
    if is_day(first) and is_day(last) and first > last:
        raise ConditionError("between", "The first date is after the last one; swap them.")
