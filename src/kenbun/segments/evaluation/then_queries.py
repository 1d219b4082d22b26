"""Subjects as they were at past times, each at one of its own: what conditions are asked of instead of the rows of now.

Fields, owners, accounts, memberships, surges and scores are as they were on record then; committee roles, watch lists
and archiving are those of now.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    TextClause,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.sql.selectable import TextualSelect

from kenbun.accounts.tables import accounts
from kenbun.conditions import Field
from kenbun.conditions.turning import STATUS
from kenbun.database import Connection
from kenbun.events.activity_queries import ACTIVITY, UNSUPPRESSED
from kenbun.events.tables import events
from kenbun.leads.tables import lead_account_changes, leads
from kenbun.owners.tables import lead_owner_changes
from kenbun.segments.evaluation.subject_queries import NOW, WORKSPACE, Subjects
from kenbun.segments.evaluation.surroundings import Kind
from kenbun.segments.tables import segment_changes
from kenbun.surge.tables import surges

# One subject at one time: the statement itself, once for each pair.
_EACH = """
    SELECT pair.place, answer.letters
    FROM unnest(cast(%(ids)s AS uuid[]), cast(%(ats)s AS timestamptz[]), cast(%(engagements)s AS bigint[]),
                cast(%(others)s AS bigint[])) WITH ORDINALITY AS pair (subject_id, at, engagement, other, place)
    CROSS JOIN LATERAL ({one}) AS answer
"""

# A score stays until it moves: what it last moved to, or first from. Moves are kept for as long as one looks back.
_MOVED = """
    SELECT DISTINCT ON (a.place) a.place, s.score
    FROM score_moves m
    CROSS JOIN LATERAL unnest(m.subject_ids, m.{side}) WITH ORDINALITY AS s (subject_id, score, number)
    JOIN unnest(cast(:ids AS uuid[]), cast(:ats AS timestamptz[])) WITH ORDINALITY AS a (subject_id, at, place)
      ON a.subject_id = s.subject_id AND m.at {compared} a.at
    WHERE m.workspace_id = :workspace_id AND m.dimension = :dimension AND m.at > :since AND m.at <= :until
    ORDER BY a.place, m.at {order}, m.move_id {order}, s.number {order}
"""
_LATELY = timedelta(days=1)
_EVER, _FOR_EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_MOVED_TO = text(_MOVED.format(side="afters", compared="<=", order="DESC"))
_MOVED_FROM = text(_MOVED.format(side="befores", compared=">", order="ASC"))

# The latest of each field by then; one that is only known from later was missing, as was what it only shows together
# with those merged into it later. What has no history is as it is.
_FIELDS = """
    SELECT (coalesce((SELECT n.fields FROM {table} n
                      WHERE n.workspace_id = :workspace_id AND n.{key} = {whose}), '{{}}')
            - coalesce(array_agg(c.field), '{{}}'))
           || coalesce(jsonb_object_agg(c.field, c.value) FILTER (WHERE c.by_then AND jsonb_typeof(c.value) <> 'null'),
                       '{{}}') AS fields
    FROM (
        SELECT DISTINCT ON (h.field) h.field, h.value, by_then
        FROM (SELECT CASE WHEN EXISTS (
                  SELECT FROM {roots} r
                  WHERE r.workspace_id = :workspace_id AND r.root_id = {whose} AND r.held_from <= pair.at
                    AND (r.held_to IS NULL OR r.held_to > pair.at)) THEN 'merged' ELSE '{subject}' END AS as_what) AS k
        JOIN field_changes h ON h.workspace_id = :workspace_id AND h.subject_id = {whose}
         AND h.subject IN ('merged', '{subject}')
        CROSS JOIN LATERAL (SELECT h.subject = k.as_what AND h.changed_at <= pair.at) AS t (by_then)
        ORDER BY h.field, by_then DESC, h.changed_at DESC, h.change_id DESC
    ) AS c
"""
# Who was shown in that lead then, and where each of them is shown now, as events have it.
_WHOSE = """
    SELECT array_agg(p.lead_id) AS parts, array_agg(DISTINCT coalesce(r.root_id, p.lead_id)) AS roots
    FROM (SELECT pair.subject_id AS lead_id
          UNION
          SELECT lead_id FROM lead_roots
          WHERE workspace_id = :workspace_id AND root_id = pair.subject_id AND held_from <= pair.at
            AND (held_to IS NULL OR held_to > pair.at)) AS p
    LEFT JOIN lead_roots r ON r.workspace_id = :workspace_id AND r.lead_id = p.lead_id AND r.held_to IS NULL
"""
_ITS_ACCOUNT = """(
    SELECT l.account_id FROM lead_account_changes l
    WHERE l.workspace_id = :workspace_id AND l.lead_id = pair.subject_id AND l.changed_at <= pair.at
    ORDER BY l.changed_at DESC LIMIT 1)"""


def _fields(subject: Kind, whose: str) -> TextualSelect:
    """The fields of a lead or an account; looked up once for each pair."""
    table, key = ("lead_profiles", "lead_id") if subject == "lead" else ("accounts", "account_id")
    return _of_workspace(
        _FIELDS.format(table=table, key=key, whose=whose, roots=f"{subject}_roots", subject=subject)
    ).columns(fields=JSONB)


def _of_workspace(statement: str) -> TextClause:
    return text(statement).bindparams(bindparam("workspace_id", type_=Uuid, required=False))


class SubjectAt(NamedTuple):
    """A subject at a time."""

    subject_id: UUID
    at: datetime


def of_each(one: str) -> str:
    """The statement for many pairs, of that for one subject at one time."""
    return _EACH.format(one=one.replace("%(ids)s", "ARRAY[pair.subject_id]").replace("%(now)s", "pair.at"))


async def scores_then(
    connection: Connection, workspace_id: UUID, dimension: str, pairs: Sequence[SubjectAt]
) -> list[int | None]:
    """Of each its score then; none of one that has not moved at all."""
    found: list[int | None] = [None] * len(pairs)
    if not pairs:
        return found
    first, last = min(one.at for one in pairs), max(one.at for one in pairs)
    # most have moved not long before: of the whole record it is asked for the others alone
    for statement, since, until in (
        (_MOVED_TO, first - _LATELY, last),
        (_MOVED_TO, _EVER, first - _LATELY),
        (_MOVED_FROM, first, _FOR_EVER),
    ):
        places = [place for place, score in enumerate(found) if score is None]
        values = {
            "workspace_id": workspace_id,
            "dimension": dimension,
            "ids": [pairs[place].subject_id for place in places],
            "ats": [pairs[place].at for place in places],
            "since": since,
            "until": until,
        }
        for row in await connection.execute(statement, values) if places else ():
            found[places[row.place - 1]] = row.score
    return found


@dataclass(frozen=True)
class SubjectsThen(Subjects):
    """For a row `pair` around the statement."""

    @property
    def key(self) -> ColumnElement[UUID]:
        return literal_column("pair.subject_id", Uuid)

    @property
    def of_lead(self) -> Callable[[ColumnElement[UUID]], ColumnElement[bool]]:
        """Of an account, those that are its leads now."""
        if self.kind == "lead":
            return self._is_its
        its_own = select(leads.c.lead_id).where(
            leads.c.workspace_id == WORKSPACE, leads.c.account_id == self.key
        )
        return lambda lead_id: lead_id.in_(its_own)

    def _is_its(self, lead_id: ColumnElement[UUID]) -> ColumnElement[bool]:
        """Events know who did them."""
        if getattr(lead_id, "table", None) is not events:
            return lead_id == self.key
        own = func.coalesce(events.c.own_lead_id, events.c.lead_id)
        return and_(lead_id == func.any(self._whose.c.roots), own == func.any(self._whose.c.parts))

    @cached_property
    def _whose(self) -> Any:
        return _of_workspace(_WHOSE).columns(parts=ARRAY(Uuid), roots=ARRAY(Uuid)).subquery("whose_then")

    @cached_property
    def scores(self) -> dict[str, ColumnElement[int]]:
        now = super().scores
        other = "profile" if self.kind == "lead" else "account"
        then = {"engagement": "pair.engagement", other: "pair.other"}
        # one without a row has been merged into another since; where nothing has moved it was at 0 all along
        at_0 = case((super().key.is_(None), literal_column("0", BigInteger)))
        return now | {
            name: func.coalesce(literal_column(column, BigInteger), now[name], at_0)
            for name, column in then.items()
        }

    @property
    def last_active_at(self) -> ColumnElement[datetime]:
        found = select(func.max(events.c.happened_at)).where(
            events.c.workspace_id == WORKSPACE,
            self.of_lead(events.c.lead_id),
            events.c.happened_at <= NOW,
            events.c.received_at <= NOW,
            ACTIVITY,
        )
        return found.scalar_subquery()

    @property
    def owner_id(self) -> ColumnElement[UUID]:
        """Of a lead: whom it came from first after that time, or its owner."""
        if self.kind == "account":
            return super().owner_id
        changes = lead_owner_changes.c
        mine = (changes.workspace_id == WORKSPACE, changes.lead_id == self.key)
        later = select(changes.from_owner).where(*mine, changes.changed_at > NOW)
        first = later.order_by(changes.changed_at, changes.change_id).limit(1).scalar_subquery()
        return case((exists().where(*mine, changes.changed_at > NOW), first), else_=self.own.owner_id)

    @property
    def account_id(self) -> ColumnElement[UUID]:
        if self.kind == "account":
            return self.key
        changes = lead_account_changes.c
        found = (
            select(changes.account_id)
            .where(changes.workspace_id == WORKSPACE, changes.lead_id == self.key, changes.changed_at <= NOW)
            .order_by(changes.changed_at.desc())
            .limit(1)
        )
        return found.scalar_subquery()

    @property
    def account_fields(self) -> ColumnElement[Any]:
        domain = func.jsonb_strip_nulls(func.jsonb_build_object("domain", accounts.c.domain), type_=JSONB)
        return domain.op("||", return_type=JSONB())(self._account_fields.c.fields)

    @property
    def lead_fields(self) -> ColumnElement[Any] | None:
        return self._lead_fields.c.fields if self.kind == "lead" else None

    @cached_property
    def _lead_fields(self) -> Any:
        return _fields("lead", "pair.subject_id").subquery("lead_then")

    @cached_property
    def _account_fields(self) -> Any:
        whose = "pair.subject_id" if self.kind == "account" else _ITS_ACCOUNT
        return _fields("account", whose).subquery("account_then")

    @property
    def computed(self) -> dict[Field, ColumnElement[str]]:
        if self.kind == "account":
            return {}
        did = exists().where(
            events.c.workspace_id == WORKSPACE,
            self.of_lead(events.c.lead_id),
            events.c.happened_at <= NOW,
            events.c.received_at <= NOW,
            UNSUPPRESSED,
        )
        return {STATUS: self._status(~did)}

    def is_member(self, segment_id: UUID) -> ColumnElement[bool]:
        """What changed first after that time says how it was before; where nothing did, it is as now."""
        changes = segment_changes.c
        later = select(~changes.entered).where(
            changes.workspace_id == WORKSPACE,
            changes.segment_id == segment_id,
            changes.subject_id == self.key,
            changes.at > NOW,
        )
        first = later.order_by(changes.at, changes.change_id).limit(1).scalar_subquery()
        return func.coalesce(first, super().is_member(segment_id))

    def is_surging(self) -> ColumnElement[bool]:
        return exists().where(
            surges.c.workspace_id == WORKSPACE,
            surges.c.account_id == self.account_id,
            surges.c.started_at <= NOW,
            or_(surges.c.ended_at.is_(None), surges.c.ended_at > NOW),
        )

    def by_then(self, at: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
        return [at <= NOW]

    def joined(self, sources: Collection[str], rows: FromClause | None = None) -> FromClause:
        """All beside it: of one that is merged into another since, there may be no row of its own."""
        assert rows is None
        found: Any = select(self.key.label("subject_id")).subquery("subject")
        if self.kind == "lead":
            found = found.outerjoin(self._whose, true())
            same = and_(leads.c.workspace_id == WORKSPACE, leads.c.lead_id == self.key)
            found = found.outerjoin(leads, same)
            if "profile" in sources:
                found = found.outerjoin(self._lead_fields, true())
        if self.kind == "account" or "account" in sources:
            same = and_(accounts.c.workspace_id == WORKSPACE, accounts.c.account_id == self.account_id)
            found = found.outerjoin(accounts, same)
            if "account" in sources:
                found = found.outerjoin(self._account_fields, true())
        joined: FromClause = found
        return joined

    def shown(self) -> list[ColumnElement[bool]]:
        return []
