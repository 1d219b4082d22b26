"""How often leads have done something, as conditions count it: asked of some one by one, or of everybody at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    select,
    text,
    true,
)

from kenbun.conditions import Count, Scope, to_sql
from kenbun.conditions.to_sql import hours_before, in_dates
from kenbun.database import Connection
from kenbun.events.activity_queries import UNSUPPRESSED
from kenbun.events.tables import event_types, events, sessions
from kenbun.events.types import fold
from kenbun.leads.tables import leads

Types = Mapping[str | None, tuple[int, ...]]
"""The ids of types by their folded names; under None those that say that somebody was invited."""

Whose = Callable[[ColumnElement[UUID]], ColumnElement[bool]]
"""Of a column of leads' ids: whether it is one of the row at hand."""

# Of the types whose names speak of inviting, those that say that somebody did.
_INVITES = text("""
    SELECT type_id FROM event_types
    WHERE workspace_id = :workspace_id AND key ~ '\\minvit' AND key !~ 'accept|declin|receiv|reject|expir|cancel'
""")
# Who is invited, as far as it is told; else each invitation is of one more.
_INVITEE_KEYS = ("invitee_email", "invited_email", "invitee", "invited_user", "colleague", "email")


@dataclass(frozen=True)
class Reading:
    """Where and when it is counted. `workspace` and `now` may be parameters of a statement. `known`: what had come in
    by then alone."""

    workspace: Any
    zone: str
    now: datetime | ColumnElement[datetime]
    types: Types
    known: bool = False

    def types_of(self, count: Count) -> tuple[int, ...] | None:
        """None: of any type."""
        if count.what == "invited_colleagues":
            return self.types[None]
        return None if count.event_type is None else self.types.get(fold(count.event_type), ())


class Numbers(NamedTuple):
    """Rows of numbers to be joined, and the column of each count; none where there is nothing to count is 0."""

    rows: FromClause
    columns: dict[Count, ColumnElement[int]]


async def types_for(
    connection: Connection, workspace_id: UUID, counts: Sequence[Count], names: Sequence[str] = ()
) -> dict[str | None, tuple[int, ...]]:
    """The types that these counts, and these names beside, are about; one never seen is left out."""
    keys = {fold(name) for name in [*names, *(one.event_type for one in counts if one.event_type)]}
    found: dict[str | None, tuple[int, ...]] = {}
    if keys:
        statement = select(event_types.c.key, event_types.c.type_id)
        statement = statement.where(event_types.c.workspace_id == workspace_id, event_types.c.key.in_(keys))
        for row in await connection.execute(statement):
            found[row.key] = (row.type_id,)
    if any(one.what == "invited_colleagues" for one in counts):
        rows = await connection.execute(_INVITES, {"workspace_id": workspace_id})
        found[None] = tuple(rows.scalars())
    return found


def one_by_one(
    reading: Reading, counts: Sequence[Count], whose: Whose, *, asked: ColumnElement[bool] | None = None
) -> Iterator[Numbers]:
    """To be joined laterally: looked up in an index for each row, so that the work grows with the rows alone, whatever
    the planner believes; and for none of those of which it is not `asked`."""
    for table, some in ((events, _of_events(counts)), (sessions, _of_sessions(counts))):
        if some:
            found = _counting(reading, table, some).where(whose(table.c.lead_id))
            if asked is not None:
                found = found.where(asked)
            rows = found.lateral("happened" if table is events else "visited")
            yield Numbers(rows, {one: rows.c[f"n{place}"] for place, one in enumerate(some)})


def all_at_once(reading: Reading, counts: Sequence[Count], *, of_accounts: bool) -> Iterator[Numbers]:
    """To be joined by `subject`, which is a lead, or an account and the sum of its leads.

    A walk is one through the events of some types in one window: in the index alone, unless metadata must be looked at.
    """
    walks: dict[Any, list[Count]] = {}
    for one in counts:
        table = sessions if one.what == "sessions" else events
        in_index = one.where is None and one.what != "invited_colleagues"
        walks.setdefault((table, one.days, one.between, in_index, reading.types_of(one)), []).append(one)
    for number, ((table, *_), some) in enumerate(walks.items()):
        walk = _by_account(reading, table, some) if of_accounts else _by_lead(reading, table, some)
        rows = walk.subquery(f"counted{number}")
        yield Numbers(
            rows,
            {one: func.coalesce(rows.c[f"n{place}"], literal_column("0")) for place, one in enumerate(some)},
        )


def _by_lead(reading: Reading, table: Any, counts: Sequence[Count]) -> Select[Any]:
    whose = table.c.lead_id
    return _counting(reading, table, counts).add_columns(whose.label("subject")).group_by(whose)


def _by_account(reading: Reading, table: Any, counts: Sequence[Count]) -> Select[Any]:
    """Numbers of leads add up, but for the different people that several of them have invited."""
    doers = leads.alias("doers")
    whose = doers.c.account_id
    adds_up = all(one.what != "invited_colleagues" for one in counts)
    rows = _by_lead(reading, table, counts).subquery("by_lead") if adds_up else table
    lead_id = rows.c.subject if adds_up else table.c.lead_id
    same = and_(doers.c.workspace_id == reading.workspace, doers.c.lead_id == lead_id)
    found = (
        select(*(func.sum(rows.c[f"n{place}"]).label(f"n{place}") for place in range(len(counts))))
        if adds_up
        else _counting(reading, table, counts)
    )
    return found.add_columns(whose.label("subject")).select_from(rows.join(doers, same)).group_by(whose)


def _of_events(counts: Sequence[Count]) -> list[Count]:
    return [one for one in counts if one.what != "sessions"]


def _of_sessions(counts: Sequence[Count]) -> list[Count]:
    return [one for one in counts if one.what == "sessions"]


def _counting(reading: Reading, table: Any, counts: Sequence[Count]) -> Select[Any]:
    """Sessions count by when they began. What is asked alone is found, not filtered out of what is found."""
    at = table.c.started_at if table is sessions else table.c.happened_at
    found: Select[Any] = select().where(table.c.workspace_id == reading.workspace, at <= reading.now)
    if table is events:
        found = found.where(UNSUPPRESSED)
        if reading.known:
            found = found.where(table.c.received_at <= reading.now)
    if len(counts) == 1:
        [one] = counts
        return found.add_columns(_number(one).label("n0")).where(
            *_which(reading, one, at), *_metadata(reading, one)
        )
    numbers = [_number(one).filter(_at_once(reading, one, at)) for one in counts]
    found = found.add_columns(*(number.label(f"n{place}") for place, number in enumerate(numbers)))
    return found.where(*_bounds(reading, table, at, counts))


def _bounds(
    reading: Reading, table: Any, at: ColumnElement[datetime], counts: Sequence[Count]
) -> Iterator[ColumnElement[bool]]:
    """Outside of these, nothing is counted for any."""
    types = [reading.types_of(one) for one in counts]
    if table is events and all(some is not None for some in types):
        yield table.c.type_id.in_(sorted({one for some in types for one in some or ()}))
    days = [one.days for one in counts if one.days is not None]
    if len(days) == len(counts):
        yield at > hours_before(reading.now, max(days))


def _number(one: Count) -> Any:
    if one.what != "invited_colleagues":
        return func.count()
    told = [func.lower(events.c.metadata.op("->>")(key)) for key in _INVITEE_KEYS]
    return func.count(func.coalesce(*told, cast(events.c.event_id, Text())).distinct())


def _at_once(reading: Reading, one: Count, at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The cheap questions first."""
    asked = and_(true(), *_which(reading, one, at))
    return asked if one.where is None else case((asked, and_(*_metadata(reading, one))), else_=False)


def _which(reading: Reading, one: Count, at: ColumnElement[datetime]) -> Iterator[ColumnElement[bool]]:
    if one.what != "sessions" and (types := reading.types_of(one)) is not None:
        yield events.c.type_id.in_(types)
    if one.channel:
        yield events.c.channel == one.channel
    if one.days is not None:
        yield at > hours_before(reading.now, one.days)
    if one.between is not None:
        yield in_dates(at, one.between, reading.zone)


def _metadata(reading: Reading, one: Count) -> list[ColumnElement[bool]]:
    if one.where is None:
        return []
    return [to_sql(one.where, Scope(reading.zone, reading.now, metadata=events.c.metadata))]
