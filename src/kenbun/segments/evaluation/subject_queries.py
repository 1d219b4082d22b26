"""The rows that conditions are asked of: leads, or accounts, as they are shown; archived ones are none."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from kenbun.accounts.tables import accounts
from kenbun.conditions import Field, Leaf
from kenbun.conditions.to_sql import hours_before
from kenbun.conditions.turning import STATUS, STATUS_DAYS
from kenbun.conversions.tables import conversions
from kenbun.leads.lists.archived_queries import of_archived
from kenbun.leads.tables import lead_profiles, leads
from kenbun.scoring.fit.score_queries import TABLES
from kenbun.segments.evaluation.surroundings import AnyLeaf, Kind
from kenbun.segments.tables import segment_members
from kenbun.surge.tables import surges

WORKSPACE: Any = bindparam("workspace_id", type_=Uuid, required=False)
NOW: Any = bindparam("now", type_=DateTime(timezone=True), required=False)
IDS: Any = bindparam("ids", type_=ARRAY(Uuid), required=False)


@dataclass(frozen=True)
class Subjects:
    """Where a subject's own columns stand; joined to what `leaves` look at beside. `some`: of those of `IDS` alone."""

    kind: Kind
    leaves: frozenset[AnyLeaf]
    some: bool

    @property
    def key(self) -> ColumnElement[UUID]:
        return leads.c.lead_id if self.kind == "lead" else accounts.c.account_id

    @property
    def own(self) -> Any:
        return (leads if self.kind == "lead" else accounts).c

    @property
    def by_score(self) -> ColumnElement[int]:
        """The score that people are listed by."""
        score: ColumnElement[int] = self.own.engagement_score
        return score

    @property
    def of_lead(self) -> Callable[[ColumnElement[UUID]], ColumnElement[bool]]:
        """Of a column of leads' ids: whether it is the subject, or one of an account's leads."""
        if self.kind == "lead":
            return lambda lead_id: lead_id == leads.c.lead_id
        its_own = select(leads.c.lead_id).where(
            leads.c.workspace_id == WORKSPACE, leads.c.account_id == accounts.c.account_id
        )
        return lambda lead_id: lead_id.in_(its_own.correlate(accounts))

    @cached_property
    def scores(self) -> dict[str, ColumnElement[int]]:
        account: dict[str, ColumnElement[int]] = {"account": accounts.c.account_score}
        if self.kind == "account":
            return account | {"engagement": accounts.c.engagement_score}
        return account | {"engagement": leads.c.engagement_score, "profile": leads.c.profile_score}

    @property
    def account_fields(self) -> ColumnElement[Any]:
        names = {
            leaf.field.path
            for leaf in self.leaves
            if isinstance(leaf, Leaf) and leaf.field.source == "account"
        }
        return TABLES["account"].holding("domain" if "domain" in names else "")

    @property
    def lead_fields(self) -> ColumnElement[Any] | None:
        return TABLES["lead"].fields if self.kind == "lead" else None

    @property
    def computed(self) -> dict[Field, ColumnElement[str]]:
        return {STATUS: self._status(leads.c.event_count == 0)} if self.kind == "lead" else {}

    def _status(self, is_new: ColumnElement[bool]) -> ColumnElement[str]:
        """As `leads.status` says it."""
        active, quiet = (hours_before(NOW, days) for days in STATUS_DAYS)
        converted = exists().where(
            conversions.c.workspace_id == WORKSPACE,
            conversions.c.lead_id == self.key,
            *self.by_then(conversions.c.at),
        )
        return case(
            (converted, literal("Converted")),
            (is_new, literal("New")),
            (func.coalesce(self.last_active_at > active, False), literal("Active")),
            (func.coalesce(self.last_active_at > quiet, False), literal("Quiet")),
            else_=literal("Inactive"),
        )

    @property
    def last_active_at(self) -> ColumnElement[datetime]:
        at: ColumnElement[datetime] = self.own.last_active_at
        return at

    @property
    def owner_id(self) -> ColumnElement[UUID]:
        owner: ColumnElement[UUID] = self.own.owner_id
        return owner

    @property
    def account_id(self) -> ColumnElement[UUID]:
        """Of a lead its account."""
        return leads.c.account_id if self.kind == "lead" else accounts.c.account_id

    def is_member(self, segment_id: UUID) -> ColumnElement[bool]:
        return exists().where(
            segment_members.c.workspace_id == WORKSPACE,
            segment_members.c.segment_id == segment_id,
            segment_members.c.subject_id == self.key,
        )

    def by_then(self, at: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
        """What is asked beside of something that happened `at`."""
        return []

    def is_surging(self) -> ColumnElement[bool]:
        return exists().where(
            surges.c.workspace_id == WORKSPACE,
            surges.c.account_id == self.account_id,
            surges.c.ended_at.is_(None),
        )

    def joined(self, sources: Collection[str], rows: FromClause | None = None) -> FromClause:
        """`sources` are what the leaves look at: profile, account. `rows` come first, if subjects are given in them."""
        table: FromClause = leads if self.kind == "lead" else accounts
        found = table
        if rows is not None:
            same = and_(table.c.workspace_id == WORKSPACE, self.key == rows.c.subject_id)
            found = rows.join(table, same)
        if self.kind == "lead" and "profile" in sources:
            same = and_(lead_profiles.c.workspace_id == WORKSPACE, lead_profiles.c.lead_id == leads.c.lead_id)
            found = found.outerjoin(lead_profiles, same)
        if self.kind == "lead" and "account" in sources:
            same = and_(accounts.c.workspace_id == WORKSPACE, accounts.c.account_id == self.account_id)
            found = found.outerjoin(accounts, same)
        return found

    def shown(self) -> list[ColumnElement[bool]]:
        """Which there are."""
        table = leads if self.kind == "lead" else accounts
        there: list[ColumnElement[bool]] = [table.c.workspace_id == WORKSPACE]
        if self.some:
            there.append(self.key == func.any(IDS))
        if self.kind == "account":
            return [*there, accounts.c.archived_at.is_(None)]
        return [*there, of_archived(WORKSPACE, archived=False)]
