"""A receipt as people read it: its lines gathered by rule or by day, with what is shown adding up.

Whatever is cut off by showing one digit after the point goes into the line called Rounding, so that the
figures on the page sum to the score on the page.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from kenbun.database import Connection
from kenbun.identity.roots_queries import root_at
from kenbun.kit.ids import public
from kenbun.levels.bands import Bands
from kenbun.levels.progress import Progress, progress
from kenbun.levels.queries import bands_in_force
from kenbun.scoring import grouped_queries
from kenbun.scoring.grouped_queries import By, Sums
from kenbun.scoring.inactivity.deductions import Deduction, deductions_of
from kenbun.scoring.receipt import RulesetRef, cap_words, rule_ref, rulesets_of
from kenbun.scoring.versions import Version
from kenbun.scoring.whole import MILLION, whole

DIGITS = 1
# what takes off from all stands below what rules gave
_AFTER_RULES = {"cap": 1, "inactivity": 2}


@dataclass(slots=True)
class Group:
    """`points` are nominal, `value` is what they are worth at the receipt's time."""

    key: str
    kind: str
    title: str
    words: str | None
    last_at: datetime
    count: int = 0
    points: Decimal = Decimal(0)
    value: Decimal = Decimal(0)

    def add(self, count: int, at: datetime, points: int, micropoints: int) -> None:
        self.count += count
        self.last_at = max(self.last_at, at)
        self.points += points
        self.value += Decimal(micropoints) / MILLION

    def take(self, deduction: Deduction, micropoints: int) -> None:
        self.add(1, deduction.at, 0, -micropoints)
        self.points -= Decimal(deduction.micropoints) / MILLION

    @property
    def shown_value(self) -> Decimal:
        return round(self.value, DIGITS)

    @property
    def faded(self) -> bool:
        return self.kind in ("rule", "day", "inactivity") and round(self.points, DIGITS) != self.shown_value

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
    connection: Connection, workspace_id: UUID, lead_id: UUID, at: datetime, by: By, zone: str
) -> list[Card]:
    """The lead's engagement scores at `at` with what was known then, the primary ruleset's first."""
    lead_id = await root_at(connection, workspace_id, lead_id, at)
    bands = await bands_in_force(connection, workspace_id, "engagement", at)
    cards = []
    for ruleset, version in await rulesets_of(connection, workspace_id, at, "then"):
        groups: list[Group] = []
        score = 0
        if version:
            found = await grouped_queries.sums(connection, workspace_id, version, lead_id, at, by, zone)
            taken = await deductions_of(connection, workspace_id, version, [lead_id], at, "then")
            groups, score = _groups(version, found, taken.get(lead_id, []), at, by, zone)
        cards.append(Card("engagement", ruleset, score, groups, bands if ruleset.primary else None))
    return cards


def _groups(
    version: Version, found: list[Sums], taken: list[Deduction], at: datetime, by: By, zone: str
) -> tuple[list[Group], int]:
    """The groups, and the score as `receipt.explain` comes to it."""
    home = _by_day if by == "day" else _by_rule
    groups: dict[str, Group] = {}
    for one in found:
        group = home(version, "rule", one)
        groups.setdefault(group.key, group).add(one.size, one.last_at, one.points, one.value)
    for over in _over(found):
        group = home(version, "cap", over)
        groups.setdefault(group.key, group).add(1, over.last_at, -over.excess, -over.excess_value)
    missing = 0
    for deduction in taken:
        group = _home_of(deduction, by, zone)
        value = deduction.value(at)
        groups.setdefault(group.key, group).take(deduction, value)
        missing += value
    total = sum(one.value - one.excess_value for one in found) - missing
    listed = sorted(groups.values(), key=lambda group: group.key, reverse=True)
    if by == "rule":
        listed.sort(key=lambda group: (_AFTER_RULES.get(group.kind, 0), -group.value))
    if total < 0 and not version.negative:
        lift = Decimal(-total) / MILLION
        listed.append(Group("floor", "floor", "Floor", "a score never goes below 0", at, 1, lift, lift))
    return listed, whole(total, negative=version.negative)


def _over(found: list[Sums]) -> list[Sums]:
    """One for each rule and period that came to more than the cap, on the day of its last event."""
    over: dict[tuple[int, int | None], Sums] = {}
    for one in found:
        if one.over_at is None:
            continue
        key = one.number, one.period
        other = over.get(key)
        last = one._replace(last_at=one.over_at)
        if other is not None:
            last = max(other, last, key=lambda each: each.last_at)._replace(
                excess=one.excess + other.excess, excess_value=one.excess_value + other.excess_value
            )
        over[key] = last
    return list(over.values())


def _by_rule(version: Version, kind: str, one: Sums) -> Group:
    rule = version.active[one.number]
    key, name = f"{kind}-{rule_ref(rule).id}", rule.draft.name
    if kind == "cap":
        return Group(key, kind, f"Cap on {name}", cap_words(rule), one.last_at)
    return Group(key, kind, name, rule.words, one.last_at)


def _by_day(version: Version, kind: str, one: Sums) -> Group:
    assert one.day is not None  # asked for by day
    return Group(one.day.isoformat(), "day", day_words(one.day), None, one.last_at)


def _home_of(one: Deduction, by: By, zone: str) -> Group:
    if by == "day":
        day = one.at.astimezone(ZoneInfo(zone)).date()
        return Group(day.isoformat(), "day", day_words(day), None, one.at)
    key = f"inactivity-{public('rule', one.rule.rule_id)}"
    return Group(key, "inactivity", one.rule.draft.name, one.rule.words, one.at)


def day_words(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
