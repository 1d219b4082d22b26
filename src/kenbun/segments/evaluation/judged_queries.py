"""Which of the leaves hold of each subject: a column each, from one walk over the subjects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    FromClause,
    LargeBinary,
    Select,
    Uuid,
    bindparam,
    case,
    column,
    false,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from kenbun.accounts.tables import accounts
from kenbun.conditions import Crowd, Leaf, Scope, to_sql
from kenbun.conditions.facts import HasLevel, ScoreOver
from kenbun.conditions.to_sql import hours_before
from kenbun.conditions.turning import ACTIVE_DAYS, STATUS
from kenbun.events.counted import Reading, all_at_once, one_by_one
from kenbun.leads.tables import leads
from kenbun.segments.evaluation.fact_queries import fact_to_sql
from kenbun.segments.evaluation.subject_queries import IDS, NOW, WORKSPACE, Subjects
from kenbun.segments.evaluation.surroundings import AnyLeaf, Surroundings, counts_of
from kenbun.segments.evaluation.then_queries import SubjectsThen


def judged(leaves: Sequence[AnyLeaf], around: Surroundings, *, some: bool) -> CTE:
    """`subject_id`, `score`, and l0, l1, … for the leaves: of all subjects, or of those of `IDS`."""
    subjects = Subjects(around.kind, frozenset(leaves), some)
    found = _Statement(leaves, around, subjects)
    rows = found.columns(lambda _, holds: holds)
    return rows.where(*subjects.shown()).cte("judged").prefix_with("MATERIALIZED", dialect="postgresql")


def judged_then(leaves: Sequence[AnyLeaf], around: Surroundings) -> Select[Any]:
    """The same of the one subject of `IDS`, as it was at `NOW`, for a row that has its scores of then."""
    found = _Statement(leaves, around, SubjectsThen(around.kind, frozenset(leaves), some=True), known=True)
    return found.columns(lambda _, holds: holds).where(*found.subjects.shown())


def judged_behind_guards(leaves: Sequence[AnyLeaf], around: Surroundings) -> Select[Any]:
    """The same of those of `IDS`, where `GUARDS` has of each a bit for each leaf: without it the leaf is not evaluated,
    and what its column says means nothing; so are events counted of those alone that `DEEDS` says."""
    subjects = Subjects(around.kind, frozenset(leaves), some=True)
    columns = (column("subject_id", Uuid), column("bits", LargeBinary), column("deeds", Boolean))
    asked = func.unnest(IDS, _GUARDS, _DEEDS).table_valued(*columns, name="asked").render_derived()
    found = _Statement(leaves, around, subjects, asked)

    def guarded(place: int, holds: ColumnElement[bool]) -> ColumnElement[bool]:
        return case((func.get_bit(asked.c.bits, place) == 1, holds), else_=false())

    return found.columns(guarded).where(*subjects.shown())


_GUARDS: Any = bindparam("guards", type_=ARRAY(LargeBinary), required=False)
_DEEDS: Any = bindparam("deeds", type_=ARRAY(Boolean), required=False)


class _Statement:
    """Joins what the leaves look at, and says of each what it is in SQL."""

    def __init__(
        self,
        leaves: Sequence[AnyLeaf],
        around: Surroundings,
        subjects: Subjects,
        asked: FromClause | None = None,
        *,
        known: bool = False,
    ) -> None:
        self.leaves = leaves
        self.around = around
        self.subjects = subjects
        self.reading = Reading(WORKSPACE, around.zone, NOW, dict(around.types), known)
        self.asked = asked
        self.counts: dict[Any, ColumnElement[int]] = {}
        self.rows = self._joined()

    def columns(self, wrap: Callable[[int, ColumnElement[bool]], ColumnElement[bool]]) -> Select[Any]:
        scope = self._scope()
        holds = [
            wrap(place, to_sql(leaf, scope)).label(f"l{place}") for place, leaf in enumerate(self.leaves)
        ]
        own: Any = (self.subjects.key.label("subject_id"), self.subjects.by_score.label("score"))
        found: Select[Any] = select(*own, *holds)
        return found.select_from(self.rows)

    def _joined(self) -> Any:
        sources = {source for leaf in self.leaves for source in _sources(leaf)}
        rows: Any = self.subjects.joined(sources, self.asked)
        counts = list(counts_of(self.leaves))
        if self.subjects.some:
            deeds = None if self.asked is None else self.asked.c.deeds
            for numbers in one_by_one(self.reading, counts, self.subjects.of_lead, asked=deeds):
                rows = rows.outerjoin(numbers.rows, true())
                self.counts |= numbers.columns
            return rows
        for numbers in all_at_once(self.reading, counts, of_accounts=self.subjects.kind == "account"):
            rows = rows.outerjoin(numbers.rows, numbers.rows.c.subject == self.subjects.key)
            self.counts |= numbers.columns
        return rows

    def _scope(self) -> Scope:
        subjects = self.subjects
        facts = {
            leaf: fact_to_sql(leaf, subjects, self.around, self.reading)
            for leaf in self.leaves
            if not isinstance(leaf, Leaf)
        }
        return Scope(
            self.around.zone,
            NOW,
            lead=subjects.lead_fields,
            account=subjects.account_fields,
            scores=subjects.scores,
            computed=subjects.computed,
            counts=self.counts | {Crowd(who): _crowd(who) for who in ("leads", "active_leads")},
            facts=facts,
        )


def _sources(leaf: AnyLeaf) -> set[str]:
    """The tables that it looks at beside the subject's own."""
    if isinstance(leaf, Leaf):
        if leaf.field.source == "lead" and leaf.field != STATUS:
            return {"profile"}
        of_account = leaf.field.source == "account" or (leaf.field.source, leaf.field.path) == (
            "score",
            "account",
        )
        return {"account"} if of_account else set()
    if isinstance(leaf, HasLevel | ScoreOver) and leaf.dimension == "account":
        return {"account"}
    return set()


def _crowd(who: Any) -> ColumnElement[int]:
    if who == "leads":
        return accounts.c.lead_count
    return (
        select(func.count())
        .where(
            leads.c.workspace_id == WORKSPACE,
            leads.c.account_id == accounts.c.account_id,
            leads.c.last_active_at > hours_before(NOW, ACTIVE_DAYS),
        )
        .scalar_subquery()
    )
