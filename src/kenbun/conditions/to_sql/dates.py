"""Dates as instants: those in the data, those in the tree, and windows of days."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Text,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
)

from kenbun.conditions.to_sql.reading import Condition, Json, as_text, matches
from kenbun.conditions.values import DAY, MOMENT, Days, Scalar, is_day

Instant = ColumnElement[datetime]

_TICK: ColumnElement[timedelta] = literal_column("interval '1 microsecond'")
_LOCAL = DateTime()
_INSTANT = DateTime(timezone=True)


def as_instant(value: Json, zone: ColumnElement[str]) -> Instant:
    """Of a text; NULL where it is no date, or one that no calendar has (2026-02-30)."""
    text = as_text(value)
    return case(
        (
            matches(text, DAY),
            case((_is_valid(text, "timestamp"), _start_of_day(cast(text, _LOCAL), zone))),
        ),
        (matches(text, MOMENT), case((_is_valid(text, "timestamptz"), cast(text, _INSTANT)))),
    )


def instant_of(value: Scalar, zone: ColumnElement[str]) -> Instant:
    """Of a date in a tree, which was checked when the tree was built."""
    text = literal(value, Text())
    return _once(_start_of_day(cast(text, _LOCAL), zone) if is_day(value) else cast(text, _INSTANT))


def last_days(days: Days, now: datetime | Instant, zone: ColumnElement[str]) -> Sequence[Instant]:
    """From the beginning of the first of these days, the last being today, until now."""
    present = literal(now, _INSTANT) if isinstance(now, datetime) else now
    today = func.date_trunc("day", func.timezone(zone, present, type_=_LOCAL), type_=_LOCAL)
    first = today - func.make_interval(0, 0, 0, days.count - 1)
    return _once(_start_of_day(first, zone)), _once(present)


def _start_of_day(midnight: ColumnElement[datetime], zone: ColumnElement[str]) -> Instant:
    """The instant at which the day begins in the zone.

    Counted from the last tick of the day before: where clocks go back to midnight, PostgreSQL takes
    midnight for the later of the two.
    """
    return func.timezone(zone, midnight - _TICK, type_=_INSTANT) + _TICK


def _once(expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """Worked out once per statement and not per row, though PostgreSQL would not call it constant."""
    return select(expression).scalar_subquery()


def _is_valid(text: ColumnElement[str], type_name: str) -> Condition:
    return func.pg_input_is_valid(text, literal_column(f"'{type_name}'"), type_=Boolean())
