"""What roles ask of many leads at once: which of their conditions' leaves hold, and the values looked at.

Counts are taken lead by lead in an index: whatever the planner believes of how many leads there are, the work grows
with them and not with their square.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, array

from kenbun.accounts.tables import accounts
from kenbun.conditions import Count, Crowd, Field, Leaf, Scope, to_sql
from kenbun.database import Connection
from kenbun.events.counted import Reading, one_by_one, types_for
from kenbun.leads.tables import lead_profiles, leads
from kenbun.scoring.fit.score_queries import TABLES

_ACCOUNTS = bindparam("account_ids", type_=ARRAY(Uuid))

# By dimension, the column that it has here.
_SCORES = {"engagement": "engagement", "profile": "profile", "account": "account_fit"}


class Facts(NamedTuple):
    """Of a lead: a digit for each leaf, 1 where it holds, and the values of what is asked for, in their order."""

    lead_id: UUID
    account_id: UUID
    holds: str
    values: tuple[str | None, ...]


@dataclass(frozen=True)
class Asked:
    """The different leaves of all roles, those about fields first, and what they look at."""

    leaves: tuple[Leaf, ...]
    fields: tuple[Field | Count | Crowd, ...]

    @classmethod
    def of(cls, leaves: Collection[Leaf]) -> Asked:
        distinct = tuple(sorted(dict.fromkeys(leaves), key=lambda leaf: not of_field(leaf)))
        return cls(distinct, tuple(dict.fromkeys(leaf.field for leaf in distinct)))

    @property
    def counts(self) -> list[Count]:
        return [field for field in self.fields if isinstance(field, Count)]

    def names(self, source: str) -> list[str]:
        """The fields of a lead, or of its account, that are looked at."""
        return [field.path for field in self.fields if field.source == source]


async def facts(
    connection: Connection,
    workspace_id: UUID,
    zone: str,
    asked: Asked,
    account_ids: Collection[UUID],
    now: datetime,
) -> list[Facts]:
    """Of all leads of these accounts, as they are shown.

    Many leads have the same title: what is asked of fields is asked once of all who have the same ones.
    """
    types = await types_for(connection, workspace_id, asked.counts)
    statement = _statement(Reading(workspace_id, zone, now, types), asked)
    rows = (await connection.execute(statement, {"account_ids": list(account_ids)})).all()
    kinds = list(dict.fromkeys((row.lead, row.account) for row in rows))
    digits = dict(zip(kinds, await _judge(connection, zone, asked, kinds, now), strict=True))
    return [
        Facts(row.lead_id, row.account_id, digits[row.lead, row.account] + row.digits, tuple(row.texts))
        for row in rows
    ]


async def _judge(
    connection: Connection, zone: str, asked: Asked, kinds: Sequence[tuple[str, str]], now: datetime
) -> list[str]:
    """The digits of the leaves about fields, of each pair of a lead's fields and its account's, as JSON."""
    texts = (cast(bindparam(name, type_=ARRAY(Text)), ARRAY(JSONB)) for name in ("leads", "accounts"))
    columns = (column("lead", JSONB), column("account", JSONB))
    kind = func.unnest(*texts).table_valued(*columns, with_ordinality="place", name="kind").render_derived()
    scope = Scope(zone, now, lead=kind.c.lead, account=kind.c.account)
    leaves = [leaf for leaf in asked.leaves if of_field(leaf)]
    statement = select(_digits(leaves, scope)).order_by(kind.c.place)
    values = {"leads": [lead for lead, _ in kinds], "accounts": [account for _, account in kinds]}
    return list((await connection.execute(statement.select_from(kind), values)).scalars())


def of_field(leaf: Leaf) -> bool:
    """Whether it is about a field of the lead or of its account: not about a score or a count."""
    return leaf.field.source in ("lead", "account")


def _statement(reading: Reading, asked: Asked) -> Any:
    people = _people(reading.workspace, asked)
    source: Any = people
    counts: dict[Any, ColumnElement[int]] = {}
    for numbers in one_by_one(reading, asked.counts, lambda lead_id: lead_id == people.c.lead_id):
        source = source.outerjoin(numbers.rows, true())
        counts |= numbers.columns
    scope = Scope(
        reading.zone,
        reading.now,
        lead=people.c.lead,
        account=people.c.account,
        scores={name: people.c[column] for name, column in _SCORES.items()},
        counts=counts,
    )
    return select(
        people.c.lead_id,
        people.c.account_id,
        cast(people.c.lead, Text()).label("lead"),
        cast(people.c.account, Text()).label("account"),
        _digits([leaf for leaf in asked.leaves if not of_field(leaf)], scope).label("digits"),
        _array([scope.find(field).text for field in asked.fields]).label("texts"),
    ).select_from(source)


def _people(workspace_id: UUID, asked: Asked) -> Any:
    """The leads, each with those of its fields and of its account's that are looked at."""
    return (
        select(
            leads.c.lead_id,
            leads.c.account_id,
            _part(lead_profiles.c.fields, asked.names("lead")).label("lead"),
            _part(_of_account(asked.names("account")), asked.names("account")).label("account"),
            leads.c.engagement_score.label("engagement"),
            leads.c.profile_score.label("profile"),
            accounts.c.account_score.label("account_fit"),
        )
        .join(
            accounts,
            and_(accounts.c.workspace_id == workspace_id, accounts.c.account_id == leads.c.account_id),
        )
        .outerjoin(
            lead_profiles,
            and_(lead_profiles.c.workspace_id == workspace_id, lead_profiles.c.lead_id == leads.c.lead_id),
        )
        .where(leads.c.workspace_id == workspace_id, leads.c.account_id == func.any(_ACCOUNTS))
        .cte("people")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )


def _of_account(names: Sequence[str]) -> ColumnElement[Any]:
    """One that was found by its domain has that, until a field says otherwise."""
    return TABLES["account"].holding("domain" if "domain" in names else "")


def _part(fields: ColumnElement[Any], names: Sequence[str]) -> ColumnElement[Any]:
    """What is not there is null, which conditions take for the same."""
    pairs = [part for name in names for part in (literal(name, Text()), fields.op("->")(name))]
    return func.jsonb_build_object(*pairs, type_=JSONB)


def _digits(leaves: Sequence[Leaf], scope: Scope) -> ColumnElement[str]:
    held = [case((to_sql(leaf, scope), literal("1")), else_=literal("0")) for leaf in leaves]
    return func.array_to_string(_array(held), "", type_=Text())


def _array(texts: list[Any]) -> ColumnElement[Any]:
    return cast(array(texts, type_=Text()), ARRAY(Text))
