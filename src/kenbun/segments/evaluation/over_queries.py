"""What a score was at any time of a window, from recorded history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Interval, case, exists, false, func, literal, or_, select

from kenbun.conditions import Scope, to_sql
from kenbun.conditions.facts import ScoreOver
from kenbun.conditions.fields import Field
from kenbun.conditions.nodes import Leaf
from kenbun.conditions.to_sql import hours_before
from kenbun.scoring.tables import score_history
from kenbun.segments.evaluation.subject_queries import NOW, WORKSPACE, Subjects

_HOUR, _DAY = (literal(timedelta(hours=hours), Interval()) for hours in (1, 24))


def score_over(fact: ScoreOver, subjects: Subjects) -> ColumnElement[bool]:
    """A row is of its hour, or day: what it says as the lowest, the highest and the last score counts if any of that
    lies in the window; of the last row before, the last score does, which is the one that the window began with."""
    rows = _rows(fact, subjects)
    row = score_history.c
    any_of_row = or_(*(_compared(fact, score) for score in (row.low, row.high, row.last)))
    now = _compared(fact, subjects.scores[fact.dimension])
    if fact.days is None:
        return or_(now, exists().where(*rows, any_of_row))
    begins = hours_before(NOW, fact.days)
    ends = row.at + case((row.is_day, _DAY), else_=_HOUR)
    last_before = (
        select(_compared(fact, row.last)).where(*rows, ends <= begins).order_by(row.at.desc()).limit(1)
    )
    within = exists().where(*rows, ends > begins, any_of_row)
    return or_(now, within, func.coalesce(last_before.scalar_subquery(), false()))


def _rows(fact: ScoreOver, subjects: Subjects) -> list[ColumnElement[bool]]:
    of_account = subjects.kind == "account" or fact.dimension == "account"
    subject_id: ColumnElement[UUID] = subjects.key
    if subjects.kind == "lead" and of_account:
        subject_id = subjects.account_id
    return [
        score_history.c.workspace_id == WORKSPACE,
        score_history.c.subject == ("account" if of_account else "lead"),
        score_history.c.subject_id == subject_id,
        score_history.c.dimension == fact.dimension,
        score_history.c.at <= NOW,
    ]


def _compared(fact: ScoreOver, score: Any) -> ColumnElement[bool]:
    leaf = Leaf(Field("score", fact.dimension), fact.operator, fact.value)
    return to_sql(leaf, Scope("UTC", NOW, scores={fact.dimension: score}))
