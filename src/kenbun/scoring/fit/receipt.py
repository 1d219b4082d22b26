"""Receipts of profile and account scores: which rules the fields matched, which they did not, now and in the past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.conditions import to_json
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ROOTED
from kenbun.identity.roots import root_known
from kenbun.kit.ids import public
from kenbun.levels.queries import bands_in_force
from kenbun.mapping.history_queries import fields_at
from kenbun.scoring import ruleset_queries
from kenbun.scoring.deleted_queries import deleted_since
from kenbun.scoring.fit import receipt_queries, score_queries, version_queries
from kenbun.scoring.fit.rules import SUBJECTS, FitDimension, FitRule
from kenbun.scoring.fit.versions import FitVersion
from kenbun.scoring.receipt import Line, Receipt, RuleRef, RulesetRef, Score, decimal, explain
from kenbun.scoring.receipt_queries import Known
from kenbun.scoring.whole import MILLION


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A rule that gave nothing, and what it would have given."""

    rule: RuleRef
    points: str
    words: str


@dataclass(frozen=True, slots=True)
class FitScore:
    """Lines are of the kinds `rule` and `floor`; nothing fades, so `value` is `points`."""

    dimension: FitDimension
    ruleset: RulesetRef
    score: int
    level: str | None
    lines: list[Line]
    unmatched: list[Unmatched]


@dataclass(frozen=True, slots=True)
class LeadReceipt:
    """The scores of the lead, and the account scores of its account, each dimension's primary ruleset first."""

    lead_id: str
    # the account that the lead belonged to at that time
    account_id: str | None
    at: datetime
    scores: list[Score | FitScore]
    # events of the lead that have been deleted after that time: known then, they cannot be counted any more
    deleted_since: int = 0


async def explain_lead(
    connection: Connection, workspace_id: UUID, lead_id: UUID, at: datetime, known: Known = "then"
) -> LeadReceipt:
    """See `scoring.receipt.explain`, which this adds to."""
    own_id = lead_id
    lead_id = await root_known(connection, workspace_id, lead_id, at, known)
    engagement: Receipt = await explain(connection, workspace_id, lead_id, at, known)
    account_id = await receipt_queries.account_of(connection, workspace_id, lead_id, at, known)
    scores: list[Score | FitScore] = [*engagement.scores]
    scores += await explain_fit(connection, workspace_id, "profile", lead_id, at, known)
    if account_id is not None:
        scores += await explain_fit(connection, workspace_id, "account", account_id, at, known)
    named = public("acct", account_id) if account_id else None
    deleted = await deleted_of(connection, workspace_id, own_id, at) if known == "then" else 0
    return LeadReceipt(engagement.lead_id, named, at, scores, deleted)


async def deleted_of(connection: Connection, workspace_id: UUID, lead_id: UUID, at: datetime) -> int:
    """How many events of the lead, by where it was shown then and is now, have been deleted after `at`."""
    shown = {
        await root_known(connection, workspace_id, lead_id, at, "then"),
        await root_known(connection, workspace_id, lead_id, at, "now"),
    }
    return await deleted_since(connection, workspace_id, shown, at)


async def explain_fit(
    connection: Connection,
    workspace_id: UUID,
    dimension: FitDimension,
    subject_id: UUID,
    at: datetime,
    known: Known = "then",
) -> list[FitScore]:
    """One for each ruleset of the dimension that was in force, the primary's first; that is there in any case."""
    then = at if known == "then" else None
    versions = await version_queries.versions_in_force(connection, workspace_id, dimension, then)
    bands = await bands_in_force(connection, workspace_id, dimension, then)
    fields = await _fields(connection, workspace_id, dimension, subject_id, at, known)
    of_ruleset = {version.ruleset_id: version for version in versions}
    scores = []
    for row in await ruleset_queries.rulesets(connection, workspace_id, dimension, then):
        version = of_ruleset.get(row.ruleset_id)
        if version is None and not row.is_primary:
            continue
        lines: list[Line] = []
        unmatched: list[Unmatched] = []
        # before its first version a ruleset gives no points, nor does any to one who was not there yet
        if version is not None and fields is not None:
            lines, unmatched = await _judge(connection, version, fields, at)
        score = sum(int(line.value.partition(".")[0]) for line in lines)
        ruleset = RulesetRef(public("rs", row.ruleset_id), row.name, row.is_primary)
        level = bands.level_of(score) if row.is_primary else None
        scores.append(FitScore(dimension, ruleset, score, level, lines, unmatched))
    return scores


async def _fields(
    connection: Connection,
    workspace_id: UUID,
    dimension: FitDimension,
    subject_id: UUID,
    at: datetime,
    known: Known,
) -> dict[str, Any] | None:
    """None where there was no such lead or account at that time."""
    subject = SUBJECTS[dimension]
    of = (connection, workspace_id, subject, subject_id)
    if known == "now":
        row = await receipt_queries.subject_row(*of)
        return dict(row.fields) if row is not None and row.created_at <= at else None
    row = await receipt_queries.subject_row_at(*of, at)
    if row is None or row.created_at > at:
        return None
    standing = {"domain": row.domain} if row.domain else {}
    is_merged = await ROOTED[subject].held_others_at(connection, workspace_id, subject_id, at)
    shown = "merged" if is_merged else subject
    return standing | await fields_at(connection, workspace_id, shown, subject_id, at)


async def _judge(
    connection: Connection, version: FitVersion, fields: dict[str, Any], at: datetime
) -> tuple[list[Line], list[Unmatched]]:
    lines: list[Line] = []
    unmatched: list[Unmatched] = []
    total = 0
    holds = await score_queries.matching(connection, version, fields)
    for rule, matches in zip(version.active, holds, strict=True):
        points = decimal(rule.draft.points * MILLION)
        if matches:
            lines.append(Line("rule", _ref(rule), None, at, points, points, rule.words))
            total += rule.draft.points
        else:
            unmatched.append(Unmatched(_ref(rule), points, rule.words))
    if total < 0 and not version.negative:
        lifted = decimal(-total * MILLION)
        lines.append(Line("floor", None, None, at, lifted, lifted))
    return lines, unmatched


def _ref(rule: FitRule) -> RuleRef:
    return RuleRef(public("rule", rule.rule_id), rule.draft.name, to_json(rule.leaf))
