"""The receipt of a score: every contribution as a line, and nothing in the score that is no line.

Values are counted in millionths of a point, each line rounded once, in the database, by the same expression that
`scores_queries.exact_scores` adds up; so the lines sum to the score to the last digit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.roots import root_known
from kenbun.kit.ids import public
from kenbun.levels.queries import bands_in_force
from kenbun.scoring import receipt_queries, ruleset_queries, version_queries
from kenbun.scoring.inactivity.deductions import Deduction, deductions_of
from kenbun.scoring.receipt_queries import Hit, Known
from kenbun.scoring.rules import Rule
from kenbun.scoring.versions import Version
from kenbun.scoring.whole import MILLION, whole

Kind = Literal["rule", "inactivity", "cap", "rounding", "floor"]


@dataclass(frozen=True, slots=True)
class RuleRef:
    id: str
    name: str
    conditions: dict[str, Any] | None


# Not frozen, as receipts have thousands of these and of lines: a frozen one takes three times as long to make.
@dataclass(slots=True)
class EventRef:
    id: str
    event_type: str


@dataclass(slots=True)
class Line:
    """`points` are nominal, `value` is what they are worth at the receipt's time: decimals with 6 digits."""

    kind: Kind
    rule: RuleRef | None
    event: EventRef | None
    at: datetime
    points: str
    value: str
    # the rule's conditions, or the cap's terms, as a sentence
    words: str | None = None


@dataclass(frozen=True, slots=True)
class RulesetRef:
    id: str
    name: str
    primary: bool


@dataclass(frozen=True, slots=True)
class Score:
    dimension: str
    ruleset: RulesetRef
    score: int
    level: str | None
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Receipt:
    lead_id: str
    at: datetime
    scores: list[Score]


async def explain(
    connection: Connection, workspace_id: UUID, lead_id: UUID, at: datetime, known: Known = "then"
) -> Receipt:
    """The lead's scores at `at`, the primary ruleset's first.

    `known="then"` takes what was known and in force at that moment: the events received by then, the versions and
    bands of that time. `known="now"` takes all events by the time they happened, and today's versions and bands.
    A lead that was, or is, merged into another is answered for by that one.
    """
    lead_id = await root_known(connection, workspace_id, lead_id, at, known)
    bands = await bands_in_force(connection, workspace_id, "engagement", at if known == "then" else None)
    scores = []
    for ruleset, version in await rulesets_of(connection, workspace_id, at, known):
        lines, score = (
            await _read(connection, workspace_id, version, lead_id, at, known) if version else ([], 0)
        )
        level = bands.level_of(score) if ruleset.primary else None
        scores.append(Score("engagement", ruleset, score, level, lines))
    return Receipt(public("ld", lead_id), at, scores)


async def rulesets_of(
    connection: Connection, workspace_id: UUID, at: datetime, known: Known
) -> list[tuple[RulesetRef, Version | None]]:
    """Those that a receipt tells of, with their versions. Before its first version the primary one gives no points;
    another is not there yet."""
    versions = (
        await version_queries.versions_in_force_at(connection, workspace_id, at)
        if known == "then"
        else await version_queries.versions_in_force(connection, workspace_id)
    )
    of_ruleset = {version.ruleset_id: version for version in versions}
    then = at if known == "then" else None
    return [
        (RulesetRef(public("rs", row.ruleset_id), row.name, row.is_primary), of_ruleset.get(row.ruleset_id))
        for row in await ruleset_queries.rulesets(connection, workspace_id, "engagement", then)
        if row.is_primary or row.ruleset_id in of_ruleset
    ]


async def _read(
    connection: Connection, workspace_id: UUID, version: Version, lead_id: UUID, at: datetime, known: Known
) -> tuple[list[Line], int]:
    hits = await receipt_queries.hits_of_lead(connection, workspace_id, version, lead_id, at, known)
    taken = await deductions_of(connection, workspace_id, version, [lead_id], at, known)
    return _lines(version, hits, taken.get(lead_id, []), at)


def _lines(version: Version, hits: list[Hit], taken: list[Deduction], at: datetime) -> tuple[list[Line], int]:
    refs = [rule_ref(rule) for rule in version.active]
    nominal = [decimal(rule.draft.points * MILLION) for rule in version.active]
    words = [rule.words for rule in version.active]
    lines = [
        Line(
            "rule",
            refs[number],
            EventRef(public("evt", event_id), event_type),
            happened_at,
            nominal[number],
            decimal(value),
            words[number],
        )
        # thousands of them: taken apart in one go
        for number, event_id, event_type, happened_at, _, _, _, value, _ in hits
    ]
    lines += _cap_lines(version, refs, hits)
    missing = [one.value(at) for one in taken]
    lines += [inactivity_line(version, one, value) for one, value in zip(taken, missing, strict=True)]
    total = sum(hit.value - hit.excess_value for hit in hits) - sum(missing)
    if total < 0 and not version.negative:
        lines.append(Line("floor", None, None, at, decimal(-total), decimal(-total)))
        total = 0
    score = whole(total, negative=version.negative)
    if rounding := score * MILLION - total:
        lines.append(Line("rounding", None, None, at, decimal(rounding), decimal(rounding)))
    return lines, score


def _cap_lines(version: Version, refs: list[RuleRef], hits: Iterable[Hit]) -> list[Line]:
    """One for each rule and period whose matches came to more than the cap: exactly the excess."""
    over: dict[tuple[int, int], list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.excess:
            over[hit.number, hit.period or 0].append(hit)
    return [
        Line(
            "cap",
            refs[number],
            None,
            max(hit.happened_at for hit in group),
            decimal(-sum(hit.excess for hit in group) * MILLION),
            decimal(-sum(hit.excess_value for hit in group)),
            cap_words(version.active[number]),
        )
        for (number, _), group in over.items()
    ]


def inactivity_line(version: Version, one: Deduction, value: int) -> Line:
    """`value` is what is still missing of it."""
    rule = RuleRef(public("rule", one.rule.rule_id), one.rule.draft.name, None)
    points = decimal(-one.micropoints)
    return Line("inactivity", rule, None, one.at, points, decimal(-value), one.words(version.zone))


def cap_words(rule: Rule) -> str:
    cap = rule.draft.cap
    assert cap is not None
    return f"at most {cap.points} points " + ("ever" if cap.per == "ever" else f"a {cap.per}")


def rule_ref(rule: Rule) -> RuleRef:
    return RuleRef(public("rule", rule.rule_id), rule.draft.name, rule.draft.conditions)


def decimal(micropoints: int) -> str:
    """Millionths as a decimal with 6 digits after the point."""
    sign = "-" if micropoints < 0 else ""
    whole_part, rest = divmod(abs(micropoints), MILLION)
    return f"{sign}{whole_part}.{rest:06d}"
