"""Statements that count, put together from what each count asks of an event, or of a session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, select, true

from kenbun.conditions import Count, Scope, to_sql
from kenbun.conditions.to_sql import hours_before, in_dates
from kenbun.events.counted.reading_queries import Reading
from kenbun.events.tables import events, sessions

# Who is invited, as far as it is told; else each invitation is of one more.
_INVITEE_KEYS = ("invitee_email", "invited_email", "invitee", "invited_user", "colleague", "email")


def of_events(counts: Sequence[Count]) -> list[Count]:
    return [one for one in counts if one.what != "sessions"]


def of_sessions(counts: Sequence[Count]) -> list[Count]:
    return [one for one in counts if one.what == "sessions"]


def counting(reading: Reading, table: Any, counts: Sequence[Count]) -> Select[Any]:
    """Sessions count by when they began. What is asked alone is found, not filtered out of what is found."""
    at = table.c.started_at if table is sessions else table.c.happened_at
    found: Select[Any] = select()
    if table is events:
        found = found.where(*reading.counted)
    else:
        found = found.where(table.c.workspace_id == reading.workspace, at <= reading.now)
    if len(counts) == 1:
        [one] = counts
        return found.add_columns(_number(one).label("n0")).where(
            *which(reading, one, at), *_metadata(reading, one)
        )
    numbers = [_number(one).filter(at_once(reading, one, at)) for one in counts]
    found = found.add_columns(*(number.label(f"n{place}") for place, number in enumerate(numbers)))
    return found.where(*bounds(reading, table, at, counts))


def bounds(
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


def at_once(reading: Reading, one: Count, at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The cheap questions first."""
    asked = and_(true(), *which(reading, one, at))
    return asked if one.where is None else case((asked, and_(*_metadata(reading, one))), else_=False)


def which(reading: Reading, one: Count, at: ColumnElement[datetime]) -> Iterator[ColumnElement[bool]]:
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
