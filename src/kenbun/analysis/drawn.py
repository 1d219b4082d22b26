"""The days of a segment as charts: what is drawn, what it says, and the list that each number leads to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from kenbun.analysis.days import Day
from kenbun.analysis.looked_at import LookedAt


@dataclass(frozen=True, slots=True)
class Mark:
    """A number of a day. `tone` is its colour, `leads_to` the address of its list; below 0 it hangs."""

    day: date
    label: str
    value: float
    tone: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars stand upon one another where a day has several (`lines`: each label is a line of its own).

    `figure` is what the chart says as a whole."""

    key: str
    title: str
    figure: str
    leads_to: str
    marks: Sequence[Sequence[Mark]]
    lines: bool = False

    @property
    def labels(self) -> dict[str, str]:
        """The tone of each label, in order."""
        return {mark.label: mark.tone for some in self.marks for mark in some}

    @property
    def highest(self) -> float:
        return max((self._reach(some, 1) for some in self.marks), default=0)

    @property
    def lowest(self) -> float:
        return min((self._reach(some, -1) for some in self.marks), default=0)

    def _reach(self, some: Sequence[Mark], way: int) -> float:
        values = [mark.value for mark in some if mark.value * way > 0]
        if self.lines:
            return max(values, key=abs, default=0)
        return sum(values)


def drawn(segment: LookedAt, days: Sequence[Day]) -> list[Chart]:
    return [
        _events(segment, days),
        _active(segment, days),
        _averages(segment, days),
        _levels(segment, days),
        _moves(segment, days),
        _members(segment, days),
    ]


def events_of(segment: LookedAt, first: date, last: date) -> str:
    """The list of what members did from day to day: as it is counted."""
    asked = {"segment": segment.public_id, "suppressed": "no", "hidden": "no", "from": first, "to": last}
    return f"/events?{urlencode(asked)}"


def day_of(segment: LookedAt, day: date, **asked: str) -> str:
    return f"{segment.place}/days/{day}" + (f"?{urlencode(asked)}" if asked else "")


def changes_of(segment: LookedAt, first: date, last: date, way: str | None = None) -> str:
    asked = {"way": way} if way else {}
    return f"{segment.place}/changes?{urlencode(asked | {'from': str(first), 'to': str(last)})}"


def _each(days: Sequence[Day], marks: Callable[[Day], list[Mark]]) -> list[list[Mark]]:
    return [marks(day) for day in days]


def _events(segment: LookedAt, days: Sequence[Day]) -> Chart:
    def marks(one: Day) -> list[Mark]:
        return [Mark(one.day, "events", one.events, "primary", events_of(segment, one.day, one.day))]

    total = sum(one.events for one in days)
    place = events_of(segment, days[0].day, days[-1].day)
    return Chart("events", "Events", f"{total:,} in {len(days)} days", place, _each(days, marks))


def _active(segment: LookedAt, days: Sequence[Day]) -> Chart:
    def marks(one: Day) -> list[Mark]:
        return [Mark(one.day, "active", one.active, "primary", day_of(segment, one.day, active="true"))]

    today = days[-1]
    place = day_of(segment, today.day, active="true")
    return Chart("active", "Active members", f"{today.active:,} today", place, _each(days, marks))


def _averages(segment: LookedAt, days: Sequence[Day]) -> Chart:
    tones = dict(zip(segment.of.scores, ("primary", "teal"), strict=True))

    def marks(one: Day) -> list[Mark]:
        return [
            Mark(one.day, f"{name} score", value, tones[name], day_of(segment, one.day))
            for name, value in one.average.items()
            if value is not None
        ]

    now = [f"{name} {value:,.1f}" for name, value in days[-1].average.items() if value is not None]
    words = ", ".join(now) or "nobody is in"
    return Chart("averages", "Average scores", words, segment.members_place, _each(days, marks), lines=True)


def _levels(segment: LookedAt, days: Sequence[Day]) -> Chart:
    def marks(one: Day) -> list[Mark]:
        return [
            Mark(
                one.day,
                name,
                count,
                segment.colors.get(name, "secondary"),
                day_of(segment, one.day, level=name),
            )
            for name, count in one.levels.items()
            if count
        ]

    title = f"{segment.of.levels_of.capitalize()} levels"
    words = ", ".join(f"{count:,} {name}" for name, count in days[-1].levels.items() if count)
    return Chart("levels", title, words or "nobody is in", segment.members_place, _each(days, marks))


def _moves(segment: LookedAt, days: Sequence[Day]) -> Chart:
    def marks(one: Day) -> list[Mark]:
        found = [("entered", one.entered, "green", "in"), ("left", -one.left, "red", "out")]
        return [
            Mark(one.day, label, count, tone, changes_of(segment, one.day, one.day, way))
            for label, count, tone, way in found
            if count
        ]

    entered, left = sum(one.entered for one in days), sum(one.left for one in days)
    place = changes_of(segment, days[0].day, days[-1].day)
    words = f"{entered:,} entered, {left:,} left"
    return Chart("changes", "Entries and exits", words, place, _each(days, marks))


def _members(segment: LookedAt, days: Sequence[Day]) -> Chart:
    def marks(one: Day) -> list[Mark]:
        return [Mark(one.day, "members", one.members, "primary", day_of(segment, one.day, who="then"))]

    words = f"{days[-1].members:,} now"
    return Chart("members", "Members", words, segment.members_place, _each(days, marks), lines=True)
