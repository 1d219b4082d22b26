"""What roles ask of many leads at once: which of their conditions' leaves hold, and the values looked at.

Counts are taken lead by lead in an index: whatever the planner believes of how many leads there are, the work grows
with them and not with their square.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, array

from kenbun.accounts.tables import accounts
from kenbun.conditions import Count, Field, Leaf, Scope, to_sql
from kenbun.database import Connection
from kenbun.events.activity_queries import UNSUPPRESSED
from kenbun.events.tables import event_types, events, sessions
from kenbun.events.types import fold
from kenbun.leads.tables import lead_profiles, leads

_ACCOUNTS = bindparam("account_ids", type_=ARRAY(Uuid))

# Of the types whose names speak of inviting, those that say that somebody did.
_INVITES = text("""
    SELECT type_id FROM event_types
    WHERE workspace_id = :workspace_id AND key ~ '\\minvit' AND key !~ 'accept|declin|receiv|reject|expir|cancel'
""")
# Who is invited, as far as it is told; else each invitation is of one more.
_INVITEE_KEYS = ("invitee_email", "invited_email", "invitee", "invited_user", "colleague", "email")


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
    fields: tuple[Field | Count, ...]

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
    types = await _types(connection, workspace_id, asked.counts)
    statement = _statement(workspace_id, zone, asked, types, now)
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


def _statement(
    workspace_id: UUID, zone: str, asked: Asked, types: Mapping[Count, Collection[int]], now: datetime
) -> Any:
    people = _people(workspace_id, asked)
    source: Any = people
    counts: dict[Count, ColumnElement[int]] = {}
    for counted, made in (
        ([one for one in asked.counts if one.what != "sessions"], _events),
        ([one for one in asked.counts if one.what == "sessions"], _sessions),
    ):
        if counted:
            table = made(workspace_id, zone, counted, types, now, people)
            source = source.outerjoin(table, true())
            for place, one in enumerate(counted):
                counts[one] = table.c[f"n{place}"]
    scope = Scope(
        zone, now, lead=people.c.lead, account=people.c.account, score=people.c.score, counts=counts
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
            _part(accounts.c.fields, asked.names("account")).label("account"),
            func.jsonb_build_object(
                *("engagement", leads.c.engagement_score),
                *("profile", leads.c.profile_score),
                *("account", accounts.c.account_score),
                type_=JSONB,
            ).label("score"),
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


def _part(fields: ColumnElement[Any], names: Sequence[str]) -> ColumnElement[Any]:
    """What is not there is null, which conditions take for the same."""
    pairs = [part for name in names for part in (literal(name, Text()), fields.op("->")(name))]
    return func.jsonb_build_object(*pairs, type_=JSONB)


def _digits(leaves: Sequence[Leaf], scope: Scope) -> ColumnElement[str]:
    held = [case((to_sql(leaf, scope), literal("1")), else_=literal("0")) for leaf in leaves]
    return func.array_to_string(_array(held), "", type_=Text())


def _array(texts: list[Any]) -> ColumnElement[Any]:
    return cast(array(texts, type_=Text()), ARRAY(Text))


def _events(
    workspace_id: UUID,
    zone: str,
    counted: Sequence[Count],
    types: Mapping[Count, Collection[int]],
    now: datetime,
    people: Any,
) -> Any:
    scope = Scope(zone, now, metadata=events.c.metadata)
    conditions = [_which(one, types, scope, now) for one in counted]
    return (
        select(*(_number(one, which).label(f"n{place}") for place, (one, which) in enumerate(conditions)))
        .where(
            events.c.workspace_id == workspace_id,
            events.c.lead_id == people.c.lead_id,
            UNSUPPRESSED,
            events.c.happened_at > _since(counted, now),
            events.c.happened_at <= now,
        )
        .lateral("happened")
    )


def _which(
    one: Count, types: Mapping[Count, Collection[int]], scope: Scope, now: datetime
) -> tuple[Count, ColumnElement[bool]]:
    """Which events it counts, the cheap questions first."""
    parts: list[ColumnElement[bool]] = []
    if one in types:
        parts.append(events.c.type_id.in_(list(types[one])))
    if one.channel:
        parts.append(events.c.channel == one.channel)
    if one.days:
        parts.append(events.c.happened_at > now - timedelta(days=one.days))
    asked = and_(literal(True), *parts)
    if one.where is not None:
        return one, case((asked, to_sql(one.where, scope)), else_=False)
    return one, asked


def _number(one: Count, which: ColumnElement[bool]) -> ColumnElement[int]:
    if one.what == "events":
        return func.count().filter(which)
    told = [func.lower(events.c.metadata.op("->>")(key)) for key in _INVITEE_KEYS]
    invitee = func.coalesce(*told, cast(events.c.event_id, Text()))
    return func.count(invitee.distinct()).filter(which)


def _sessions(
    workspace_id: UUID,
    zone: str,
    counted: Sequence[Count],
    types: Mapping[Count, Collection[int]],
    now: datetime,
    people: Any,
) -> Any:
    """Those that began in the time asked for."""
    numbers = [
        func.count()
        .filter(sessions.c.started_at > now - timedelta(days=one.days) if one.days else literal(True))
        .label(f"n{place}")
        for place, one in enumerate(counted)
    ]
    return (
        select(*numbers)
        .where(
            sessions.c.workspace_id == workspace_id,
            sessions.c.lead_id == people.c.lead_id,
            sessions.c.started_at > _since(counted, now),
        )
        .lateral("visited")
    )


def _since(counted: Sequence[Count], now: datetime) -> datetime:
    """Before it, none of these counts anything."""
    days = [one.days for one in counted]
    longest = max((number for number in days if number), default=0)
    if None in days or longest > 20_000:
        return datetime(1900, 1, 1, tzinfo=now.tzinfo)
    return now - timedelta(days=longest)


async def _types(
    connection: Connection, workspace_id: UUID, counted: Sequence[Count]
) -> dict[Count, list[int]]:
    """Of each count that is about some types of events, which these are; a type never seen is none."""
    keys = {fold(one.event_type) for one in counted if one.event_type}
    known = {}
    if keys:
        statement = select(event_types.c.key, event_types.c.type_id)
        statement = statement.where(event_types.c.workspace_id == workspace_id, event_types.c.key.in_(keys))
        for row in await connection.execute(statement):
            known[row.key] = row.type_id
    found: dict[Count, list[int]] = {}
    for one in counted:
        if one.event_type:
            type_id = known.get(fold(one.event_type))
            found[one] = [] if type_id is None else [type_id]
        elif one.what == "invited_colleagues":
            rows = await connection.execute(_INVITES, {"workspace_id": workspace_id})
            found[one] = list(rows.scalars())
    return found
