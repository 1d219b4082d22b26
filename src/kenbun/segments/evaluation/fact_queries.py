"""What is so of a subject beside its fields, as SQL: true or false, never NULL."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Interval,
    Uuid,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from kenbun.committee.choice_queries import role_of
from kenbun.conditions.facts import (
    CreatedWithin,
    DidThen,
    Fact,
    HasLevel,
    HasRole,
    Is,
    LastActivity,
    MemberOf,
    OwnedBy,
    ScoreOver,
)
from kenbun.conditions.to_sql import hours_before
from kenbun.conversions.tables import conversions
from kenbun.events.activity_queries import UNSUPPRESSED
from kenbun.events.counted import Reading
from kenbun.events.tables import events
from kenbun.events.types import fold
from kenbun.kit.ids import parse
from kenbun.segments.evaluation.over_queries import score_over
from kenbun.segments.evaluation.subject_queries import IDS, NOW, WORKSPACE, Subjects
from kenbun.segments.evaluation.surroundings import Surroundings
from kenbun.watching.tables import watches

_NO_ID = UUID(int=0)
"""Nobody's: what is named is no more."""


def fact_to_sql(
    fact: Fact, subjects: Subjects, around: Surroundings, reading: Reading
) -> ColumnElement[bool]:
    own = subjects.own
    holds: ColumnElement[bool]
    match fact:
        case HasLevel(dimension, operator):
            holds = _within(subjects.scores[dimension], around.ranges(fact))
            holds = not_(holds) if operator == "is_not" else holds
        case ScoreOver():
            holds = score_over(fact, subjects)
        case DidThen():
            holds = _did_then(fact, subjects, reading)
        case LastActivity(within, days):
            recent = func.coalesce(subjects.last_active_at > hours_before(NOW, days), false())
            holds = recent if within else not_(recent)
        case CreatedWithin(days):
            holds = own.created_at > hours_before(NOW, days)
        case MemberOf(segment):
            holds = subjects.is_member(parse("seg", segment) or _NO_ID)
        case OwnedBy(owner):
            mine = (
                subjects.owner_id == (parse("usr", owner) or _NO_ID) if owner else subjects.owner_id.is_(None)
            )
            holds = func.coalesce(mine, false())
        case HasRole(role):
            holds = _has_role(role, subjects)
        case Is(what, so):
            holds = _is(what, subjects)
            holds = holds if so else not_(holds)
    return holds


def _within(score: ColumnElement[int], ranges: Any) -> ColumnElement[bool]:
    parts = [
        and_(
            score.is_not(None),
            true() if low is None else score >= low,
            true() if high is None else score <= high,
        )
        for low, high in ranges
    ]
    return or_(false(), *(func.coalesce(part, false()) for part in parts))


def _did_then(fact: DidThen, subjects: Subjects, reading: Reading) -> ColumnElement[bool]:
    """Of each event that follows, the last one before it of the other type decides: strictly before, whatever else
    there is at its time."""
    first, then = (reading.types.get(fold(name), ()) for name in (fact.first, fact.then))
    before = (
        func.max(events.c.happened_at)
        .filter(events.c.type_id.in_(first))
        .over(partition_by=events.c.lead_id, order_by=events.c.happened_at, groups=(None, -1))
    )
    walked = select(
        events.c.lead_id,
        events.c.happened_at,
        events.c.type_id.in_(then).label("follows"),
        before.label("before"),
    ).where(
        events.c.workspace_id == WORKSPACE,
        UNSUPPRESSED,
        events.c.happened_at <= NOW,
        *subjects.by_then(events.c.received_at),
        events.c.type_id.in_(sorted({*first, *then})),
    )
    if subjects.some:
        walked = walked.where(events.c.lead_id == func.any(IDS))
    walk = walked.subquery("walk")
    gap = literal(timedelta(seconds=fact.seconds), Interval())
    return subjects.key.in_(
        select(walk.c.lead_id).where(walk.c.follows, walk.c.happened_at - walk.c.before <= gap)
    )


def _has_role(role: str, subjects: Subjects) -> ColumnElement[bool]:
    """Looked up for all subjects at once: what people have said comes before what was detected."""
    column = "l.lead_id" if subjects.kind == "lead" else "l.account_id"
    which = f"{column} = ANY(cast(:ids AS uuid[]))" if subjects.some else "l.account_id IS NOT NULL"
    asked = text(role_of(which)).bindparams(bindparam("workspace_id", type_=Uuid, required=False))
    if subjects.some:
        asked = asked.bindparams(bindparam("ids", type_=ARRAY(Uuid), required=False))
    held = asked.columns(account_id=Uuid, lead_id=Uuid, role_id=Uuid).subquery("roles_held")
    key = held.c.lead_id if subjects.kind == "lead" else held.c.account_id
    return subjects.key.in_(select(key).where(held.c.role_id == (parse("role", role) or _NO_ID)))


def _is(what: str, subjects: Subjects) -> ColumnElement[bool]:
    if what == "has_account":
        return subjects.account_id.is_not(None)
    if what == "surging":
        return subjects.is_surging()
    table = watches if what == "watched" else conversions
    then = subjects.by_then(conversions.c.at) if what == "converted" else []
    return exists().where(table.c.workspace_id == WORKSPACE, subjects.of_lead(table.c.lead_id), *then)
