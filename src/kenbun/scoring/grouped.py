"""A receipt as people read it: its lines gathered by rule or by day, with what is shown adding up.

Whatever is cut off by showing one digit after the point goes into the line called Rounding, so that the
figures on the page sum to the score on the page.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from kenbun.database import Connection
from kenbun.kit.ids import parse
from kenbun.levels.bands import Bands
from kenbun.levels.progress import Progress, progress
from kenbun.levels.queries import bands_in_force
from kenbun.scoring.grouped_queries import By, GroupLine, lines_in_groups
from kenbun.scoring.receipt import Line, RuleRef, RulesetRef, cap_words, decimal, rule_ref, rulesets_of
from kenbun.scoring.versions import Version
from kenbun.scoring.whole import MILLION, whole

DIGITS = 1
# Lines of a group that are shown at first, and of one that is asked for in full.
FEW, MOST = 10, 1_000


@dataclass(slots=True)
class Group:
    """`count`, `points` (nominal) and `value` (what they are worth) are of all its lines; `lines` are the latest."""

    key: str
    kind: str
    title: str
    words: str | None
    count: int
    points: Decimal
    value: Decimal
    lines: list[Line]

    @property
    def shown_value(self) -> Decimal:
        return round(self.value, DIGITS)

    @property
    def last_at(self) -> datetime:
        return self.lines[0].at

    @property
    def faded(self) -> bool:
        return self.kind in ("rule", "day") and round(self.points, DIGITS) != self.shown_value

    @property
    def negative(self) -> bool:
        return self.kind == "rule" and self.points < 0


@dataclass(frozen=True, slots=True)
class Card:
    """One score taken apart: the groups by weight (of days: the latest first), and the rounding that is left.

    `bands` are those of a primary ruleset's dimension.
    """

    dimension: str
    ruleset: RulesetRef
    score: int
    groups: list[Group]
    bands: Bands | None

    @property
    def level(self) -> str | None:
        return self.bands.level_of(self.score) if self.bands else None

    @property
    def color(self) -> str:
        band = self.bands.band_of(self.score) if self.bands else None
        return band.color if band else "secondary"

    @property
    def progress(self) -> Progress | None:
        return progress(self.bands, self.score) if self.bands else None

    @property
    def rounding(self) -> Decimal:
        return Decimal(self.score) - sum((group.shown_value for group in self.groups), Decimal())


async def cards_of(
    connection: Connection, workspace_id: UUID, lead_id: UUID, at: datetime, by: By, zone: str, full: str = ""
) -> list[Card]:
    """The lead's scores at `at` with what was known then, the primary ruleset's first; the lines of the group
    with the key `full` are there to the thousandth."""
    bands = await bands_in_force(connection, workspace_id, "engagement", at)
    cards = []
    for ruleset, version in await rulesets_of(connection, workspace_id, at, "then"):
        groups: list[Group] = []
        score = 0
        if version:
            lines = await lines_in_groups(
                connection,
                workspace_id,
                version,
                lead_id,
                at,
                by,
                zone,
                few=FEW,
                full=_inner_key(version, full),
                most=MOST,
            )
            groups, score = _groups(version, lines, at, zone if by == "day" else None)
        cards.append(Card("engagement", ruleset, score, groups, bands if ruleset.primary else None))
    return cards


def _groups(
    version: Version, lines: list[GroupLine], at: datetime, zone: str | None
) -> tuple[list[Group], int]:
    """With a `zone` by day, without one by rule; and the score, as `receipt.explain` comes to it."""
    refs = [rule_ref(rule) for rule in version.active]
    groups, total = [], 0
    for key, members in groupby(lines, key=lambda line: line.group):
        listed = list(members)
        total += listed[0].group_value
        groups.append(_group(version, refs, key, listed, by_day=zone is not None))
    if total < 0:
        _lift(groups, Line("floor", None, None, at, decimal(-total), decimal(-total)), zone)
        total = 0
    if zone is None:
        groups.sort(key=lambda group: (_ORDER.index(group.kind), -group.value))
    else:
        groups.sort(key=lambda group: group.key, reverse=True)
    return groups, whole(total)


_ORDER = ("rule", "cap", "inactivity", "floor")


def _group(version: Version, refs: list[RuleRef], key: str, lines: list[GroupLine], *, by_day: bool) -> Group:
    first = lines[0]
    rule = version.active[first.number]
    shown = [
        Line(line.kind, refs[line.number], None, line.at, decimal(line.points), decimal(line.value))
        for line in lines
    ]
    if by_day:
        kind, title, words = "day", _day(first.group), None
    elif first.kind == "cap":
        kind, title, words = "cap", f"Cap on {rule.draft.name}", cap_words(rule)
    else:
        kind, title, words = "rule", rule.draft.name, rule.words
    if not by_day:
        key = f"{kind}-{refs[first.number].id}"
    points, value = Decimal(first.group_points) / MILLION, Decimal(first.group_value) / MILLION
    return Group(key, kind, title, words, first.in_group, points, value, shown)


def _lift(groups: list[Group], line: Line, zone: str | None) -> None:
    """Adds the floor: a group of its own, or one of the lines of its day."""
    value = Decimal(line.value)
    if zone is None:
        words = "a score never goes below 0"
        groups.append(Group("floor", "floor", "Floor", words, 1, value, value, [line]))
        return
    day = line.at.astimezone(ZoneInfo(zone)).date().isoformat()
    home = next((group for group in groups if group.key == day), None)
    if home is None:
        groups.append(Group(day, "day", _day(day), None, 1, value, value, [line]))
    else:
        home.count += 1
        home.points += value
        home.value += value
        home.lines.insert(0, line)


def _day(key: str) -> str:
    day = datetime.fromisoformat(key)
    return f"{day.day} {day:%b %Y}"


def _inner_key(version: Version, key: str) -> str:
    """A group's key on the page, `rule-rule_0192…`, as the statement has it, `rule-3`."""
    kind, _, rule_id = key.partition("-")
    if kind not in ("rule", "cap"):
        return key
    numbers = (number for number, rule in enumerate(version.active) if rule.rule_id == parse("rule", rule_id))
    return f"{kind}-{next(numbers, '')}"
