"""What roles ask of leads, as one statement: which of their conditions' leaves hold, and the values looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    text,
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
    """The different leaves of all roles, and what they look at."""

    leaves: tuple[Leaf, ...]
    fields: tuple[Field | Count, ...]

    @classmethod
    def of(cls, leaves: Collection[Leaf]) -> Asked:
        distinct = tuple(dict.fromkeys(leaves))
        return cls(distinct, tuple(dict.fromkeys(leaf.field for leaf in distinct)))

    @property
    def counts(self) -> list[Count]:
        return [field for field in self.fields if isinstance(field, Count)]


async def facts(
    connection: Connection,
    workspace_id: UUID,
    zone: str,
    asked: Asked,
    account_ids: Collection[UUID],
    now: datetime,
) -> list[Facts]:
    """Of all leads of these accounts, as they are shown."""
    types = await _types(connection, workspace_id, asked.counts)
    statement = _statement(workspace_id, zone, asked, types, now)
    rows = await connection.execute(statement, {"account_ids": list(account_ids)})
    return [Facts(row[0], row[1], row[2], tuple(row[3])) for row in rows]


def _statement(
    workspace_id: UUID, zone: str, asked: Asked, types: Mapping[Count, Collection[int]], now: datetime
) -> Any:
    people = (
        select(
            leads.c.lead_id,
            leads.c.account_id,
            func.coalesce(lead_profiles.c.fields, literal_column("'{}'::jsonb")).label("lead"),
            accounts.c.fields.label("account"),
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
    source: Any = people
    counts: dict[Count, ColumnElement[int]] = {}
    for counted, made in (
        ([one for one in asked.counts if one.what != "sessions"], _events),
        ([one for one in asked.counts if one.what == "sessions"], _sessions),
    ):
        if counted:
            table = made(workspace_id, zone, counted, types, now, people)
            source = source.outerjoin(table, table.c.lead_id == people.c.lead_id)
            for place, one in enumerate(counted):
                counts[one] = func.coalesce(table.c[f"n{place}"], 0, type_=Integer)
    scope = Scope(
        zone, now, lead=people.c.lead, account=people.c.account, score=people.c.score, counts=counts
    )
    digits = [case((to_sql(leaf, scope), literal("1")), else_=literal("0")) for leaf in asked.leaves]
    return select(
        people.c.lead_id,
        people.c.account_id,
        func.array_to_string(_array(digits), ""),
        _array([scope.find(field).text for field in asked.fields]),
    ).select_from(source)


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
        select(
            events.c.lead_id,
            *(_number(one, which).label(f"n{place}") for place, (one, which) in enumerate(conditions)),
        )
        .where(
            events.c.workspace_id == workspace_id,
            events.c.lead_id.in_(select(people.c.lead_id)),
            UNSUPPRESSED,
            events.c.happened_at > _since(counted, now),
            events.c.happened_at <= now,
        )
        .group_by(events.c.lead_id)
        .subquery("happened")
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
        select(sessions.c.lead_id, *numbers)
        .where(
            sessions.c.workspace_id == workspace_id,
            sessions.c.lead_id.in_(select(people.c.lead_id)),
            sessions.c.started_at > _since(counted, now),
        )
        .group_by(sessions.c.lead_id)
        .subquery("visited")
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
