"""A receipt's lines as people read them: gathered by rule or by day, with what is shown adding up.

Whatever is cut off by showing one digit after the point goes into the line called Rounding, so that the
figures on the page sum to the score on the page.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from kenbun.scoring.receipt import Line, Score

By = Literal["rule", "day"]
DIGITS = 1


@dataclass
class Group:
    """`points` are nominal, `value` is what they are worth at the receipt's time: asked for once all lines are in."""

    key: str
    kind: str
    title: str
    words: str | None
    lines: list[Line] = field(default_factory=list)

    @cached_property
    def points(self) -> Decimal:
        return sum((Decimal(line.points) for line in self.lines), Decimal())

    @cached_property
    def value(self) -> Decimal:
        return sum((Decimal(line.value) for line in self.lines), Decimal())

    @property
    def shown_value(self) -> Decimal:
        return round(self.value, DIGITS)

    @property
    def last_at(self) -> datetime:
        return max(line.at for line in self.lines)

    @property
    def faded(self) -> bool:
        return self.kind in ("rule", "day") and round(self.points, DIGITS) != self.shown_value

    @property
    def negative(self) -> bool:
        return self.kind == "rule" and self.points < 0


@dataclass
class Summary:
    score: int
    groups: list[Group]
    rounding: Decimal


def summarize(score: Score, by: By, zone: str) -> Summary:
    """The groups by weight (of days: the latest first), and the rounding that is left."""
    lines = [line for line in score.lines if line.kind != "rounding"]
    if by == "day":
        whole = ZoneInfo(zone)
        groups = _gather(
            lines, lambda line: line.at.astimezone(whole).date(), lambda line: _of_day(line, whole)
        )
        groups.sort(key=lambda group: group.key, reverse=True)
    else:
        groups = _gather(lines, lambda line: (line.kind, line.rule and line.rule.id), _of_rule)
        groups.sort(key=lambda group: (_ORDER.index(group.kind), -group.value))
    for group in groups:
        group.lines.sort(key=lambda line: line.at, reverse=True)
    rest = Decimal(score.score) - sum((group.shown_value for group in groups), Decimal())
    return Summary(score.score, groups, rest)


_ORDER = ("rule", "cap", "inactivity", "floor")


def _gather(
    lines: Iterable[Line], home: Callable[[Line], Hashable], start: Callable[[Line], Group]
) -> list[Group]:
    groups: dict[Hashable, Group] = {}
    for line in lines:
        key = home(line)
        if key not in groups:
            groups[key] = start(line)
        groups[key].lines.append(line)
    return list(groups.values())


def _of_day(line: Line, zone: ZoneInfo) -> Group:
    day = line.at.astimezone(zone).date()
    return Group(day.isoformat(), "day", f"{day.day} {day:%b %Y}", None)


def _of_rule(line: Line) -> Group:
    if line.kind == "floor":
        return Group("floor", "floor", "Floor", "a score never goes below 0")
    assert line.rule is not None  # every other kind names the rule that it comes from
    key = f"{line.kind}-{line.rule.id}"
    if line.kind == "cap":
        return Group(key, "cap", f"Cap on {line.rule.name}", line.words)
    return Group(key, line.kind, line.rule.name, line.words)
