"""A rule tried on one lead or account: whether it matches, why, and what the score would be with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.events.type_queries import find_types
from kenbun.identity.roots import root_of
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import new_id, public
from kenbun.scoring import receipt_queries, scores_queries, trial_queries
from kenbun.scoring.fit import receipt_queries as fit_receipts
from kenbun.scoring.fit import score_queries as fit_scores
from kenbun.scoring.fit.rules import FitRule
from kenbun.scoring.fit.versions import FitVersion
from kenbun.scoring.in_force import fit_version_of, version_of
from kenbun.scoring.kinds import AnyRule
from kenbun.scoring.receipt import decimal
from kenbun.scoring.receipt_queries import Hit
from kenbun.scoring.rules import Rule
from kenbun.scoring.rulesets import Ruleset
from kenbun.scoring.trial_checks import Judged, judge
from kenbun.scoring.whole import MILLION

MOST_EVENTS = 50


@dataclass(frozen=True, slots=True)
class MatchingEvent:
    """`points` are those left by the cap, `value` what they are worth now: decimals with 6 digits."""

    id: str
    event_type: str
    at: datetime
    points: str
    value: str


@dataclass(frozen=True, slots=True)
class Trial:
    """`projected_score` is that of the version in force with this rule put in, in the place of the one of its id."""

    matches: bool
    words: str | None
    # nominal, after the cap, and what they are worth now
    points: str
    value: str
    current_score: int
    projected_score: int
    events_matched: int
    # the latest of them, at most 50
    events: list[MatchingEvent]
    # what the rule's field holds, of rules about fields
    field_value: Any = None
    # of rules about events: none where the lead has no event of the type
    judged: Judged | None = None


async def try_rule(
    connection: Connection,
    workspace_id: UUID,
    ruleset: Ruleset,
    rule: AnyRule,
    subject_id: UUID,
    at: datetime,
) -> Trial:
    """Raises NotFound where there is no such lead or account."""
    subject_id = await root_of(connection, workspace_id, subject_id)
    if isinstance(rule, FitRule):
        return await _try_on_fields(connection, workspace_id, ruleset, rule, subject_id)
    return await _try_on_events(connection, workspace_id, ruleset, rule, subject_id, at)


async def _try_on_events(
    connection: Connection, workspace_id: UUID, ruleset: Ruleset, rule: Rule, lead_id: UUID, at: datetime
) -> Trial:
    if await fit_receipts.subject_row(connection, workspace_id, "lead", lead_id) is None:
        raise NotFound("There is no such lead.", field="lead_id")
    version = await version_of(connection, workspace_id, ruleset)
    types = await find_types(connection, workspace_id, [rule.type_key])
    known = version.type_ids | {key: event_type.type_id for key, event_type in types.items()}
    tried = replace(rule, draft=rule.draft.model_copy(update={"active": True}))
    alone = replace(version, version_id=new_id(), rules=(tried,), type_ids=known)
    hits = await receipt_queries.hits_of_lead(connection, workspace_id, alone, lead_id, at, "now")
    others = tuple(one for one in version.rules if one.rule_id != rule.rule_id)
    projected = replace(version, version_id=new_id(), rules=(*others, rule), type_ids=known)
    scores = [
        (await scores_queries.exact_scores(connection, workspace_id, one, [lead_id], at)).get(lead_id, 0)
        for one in (version, projected)
    ]
    type_id = known.get(rule.type_key)
    return Trial(
        matches=bool(hits),
        words=rule.words,
        points=decimal(sum(hit.points - hit.excess for hit in hits) * MILLION),
        value=decimal(sum(hit.value - hit.excess_value for hit in hits)),
        current_score=scores[0],
        projected_score=scores[1],
        events_matched=len(hits),
        events=[_event(hit) for hit in reversed(hits[-MOST_EVENTS:])],
        judged=await _judged(connection, workspace_id, rule, lead_id, type_id, hits, version.zone),
    )


async def _judged(
    connection: Connection,
    workspace_id: UUID,
    rule: Rule,
    lead_id: UUID,
    type_id: int | None,
    hits: list[Hit],
    zone: str,
) -> Judged | None:
    if hits:
        return await judge(connection, workspace_id, rule, hits[-1].event_id, zone, None)
    latest = type_id and await trial_queries.latest_event(connection, workspace_id, lead_id, type_id)
    if not latest:
        return None
    return await judge(connection, workspace_id, rule, latest.event_id, zone, latest.suppressed)


def _event(hit: Hit) -> MatchingEvent:
    return MatchingEvent(
        public("evt", hit.event_id),
        hit.event_type,
        hit.happened_at,
        decimal((hit.points - hit.excess) * MILLION),
        decimal(hit.value - hit.excess_value),
    )


async def _try_on_fields(
    connection: Connection, workspace_id: UUID, ruleset: Ruleset, rule: FitRule, subject_id: UUID
) -> Trial:
    assert ruleset.dimension != "engagement"
    version = await fit_version_of(connection, workspace_id, ruleset, ruleset.dimension)
    row = await fit_receipts.subject_row(connection, workspace_id, version.subject, subject_id)
    if row is None:
        raise NotFound(f"There is no such {version.subject}.", field=f"{version.subject}_id")
    tried = replace(rule, draft=rule.draft.model_copy(update={"active": True}))
    others = tuple(one for one in version.rules if one.rule_id != rule.rule_id)
    alone, projected = (
        replace(version, version_id=new_id(), rules=rules) for rules in ((tried,), (*others, rule))
    )
    [matches] = await fit_scores.matching(connection, alone, row.fields)
    points = decimal(rule.draft.points * MILLION if matches else 0)
    return Trial(
        matches=matches,
        words=rule.words,
        points=points,
        value=points,
        current_score=await _score(connection, version, row.fields),
        projected_score=await _score(connection, projected, row.fields),
        events_matched=0,
        events=[],
        field_value=row.fields.get(rule.draft.field),
    )


async def _score(connection: Connection, version: FitVersion, fields: dict[str, Any]) -> int:
    holds = await fit_scores.matching(connection, version, fields)
    points = (rule.draft.points for rule, one in zip(version.active, holds, strict=True) if one)
    return sum(points) if version.negative else max(0, sum(points))
