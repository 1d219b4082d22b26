"""Why a score went from one number to another: the receipts of both times, subtracted rule by rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.roots import root_known
from kenbun.scoring.fit.receipt import FitScore, explain_fit
from kenbun.scoring.receipt import Kind, RuleRef, Score, decimal, explain
from kenbun.scoring.receipt_queries import Known
from kenbun.scoring.whole import MILLION

Dimension = Literal["engagement", "profile"]


@dataclass(frozen=True, slots=True)
class At:
    at: datetime
    score: int


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What the lines of one kind and rule were worth at either time: decimals with 6 digits.

    `count` is how many lines more (or less, where negative) there are at the later one.
    """

    kind: Kind
    rule: RuleRef | None
    count: int
    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True)
class Change:
    """The `change`s sum to the difference of the scores to the last digit; the largest come first."""

    dimension: Dimension
    start: At
    end: At
    lines: list[ChangeLine]


async def explain_change(
    connection: Connection,
    workspace_id: UUID,
    lead_id: UUID,
    dimension: Dimension,
    start: datetime,
    end: datetime,
    known: Known = "then",
) -> Change:
    """Of the primary ruleset, as either receipt tells it."""
    before = await _receipt(connection, workspace_id, lead_id, dimension, start, known)
    after = await _receipt(connection, workspace_id, lead_id, dimension, end, known)
    return Change(dimension, At(start, before.score), At(end, after.score), _subtract(before, after))


async def _receipt(
    connection: Connection,
    workspace_id: UUID,
    lead_id: UUID,
    dimension: Dimension,
    at: datetime,
    known: Known,
) -> Score | FitScore:
    if dimension == "profile":
        lead_id = await root_known(connection, workspace_id, lead_id, at, known)
        return (await explain_fit(connection, workspace_id, "profile", lead_id, at, known))[0]
    return (await explain(connection, workspace_id, lead_id, at, known)).scores[0]


def _subtract(before: Score | FitScore, after: Score | FitScore) -> list[ChangeLine]:
    """A rule keeps its id through versions, so what became of its points is one line."""
    lines = []
    sides = [_by_rule(before), _by_rule(after)]
    for key in {**sides[0], **sides[1]}:
        (rule_then, count_then, then), (rule_now, count_now, now) = (
            side.get(key, (None, 0, 0)) for side in sides
        )
        if then != now or count_then != count_now:
            change = (count_now - count_then, decimal(then), decimal(now), decimal(now - then))
            lines.append(ChangeLine(key[0], rule_now or rule_then, *change))
    return sorted(lines, key=lambda line: -abs(Decimal(line.change)))


def _by_rule(receipt: Score | FitScore) -> dict[tuple[Kind, str], tuple[RuleRef | None, int, int]]:
    """Of each kind and rule the number of lines, and their sum in millionths."""
    found: dict[tuple[Kind, str], tuple[RuleRef | None, int, int]] = {}
    for line in receipt.lines:
        key = (line.kind, line.rule.id if line.rule else "")
        _, count, total = found.get(key, (None, 0, 0))
        found[key] = (line.rule, count + 1, total + int(Decimal(line.value) * MILLION))
    return found
