"""Dates as instants: those in the data, those in the tree, and periods between them."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Interval,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE

from kenbun.conditions.to_sql.reading import Condition, matches
from kenbun.conditions.values import DAY, MOMENT, Days, Scalar, is_day

Instant = ColumnElement[datetime]
Period = ColumnElement[Any]
"""A tstzrange with both of its ends."""

_TICK: ColumnElement[timedelta] = literal_column("interval '1 microsecond'")
_NONE: ColumnElement[int] = literal_column("0")
_LOCAL = DateTime()
_INSTANT = DateTime(timezone=True)


def instant_in(text: ColumnElement[str], zone: ColumnElement[str]) -> Instant:
    """NULL where the text is no date, or one that no calendar has (2026-02-30)."""
    day = case((_is_valid(text, "timestamp"), _start_of_day(cast(text, _LOCAL), zone)))
    moment = case((_is_valid(text, "timestamptz"), cast(text, _INSTANT)))
    # the length first: it is quick, and the longer pattern is slow
    return case(
        (func.length(text) < literal_column("20"), case((matches(text, DAY), day))),
        (matches(text, MOMENT), moment),
    )


def instant_of(value: Scalar, zone: ColumnElement[str]) -> Instant:
    """Of a date in a tree, which was checked when the tree was built."""
    text = literal(value, Text())
    return _once(_start_of_day(cast(text, _LOCAL), zone) if is_day(value) else cast(text, _INSTANT))


def period(low: Instant, high: Instant) -> Period:
    """Empty where `low` comes later: of a day and a moment, only the zone tells."""
    both_ends = func.tstzrange(low, high, literal_column("'[]'"), type_=TSTZRANGE())
    return _once(case((low <= high, both_ends)))


def last_days(days: Days, now: datetime | Instant, zone: ColumnElement[str]) -> Period:
    """From the beginning of the first of these days, the last being today, until now."""
    present = literal(now, _INSTANT) if isinstance(now, datetime) else now
    today = func.date_trunc("day", func.timezone(zone, present, type_=_LOCAL), type_=_LOCAL)
    first = today - func.make_interval(0, 0, 0, days.count - 1)
    return period(_start_of_day(first, zone), present)


def hours_before(now: datetime | Instant, days: int) -> Instant:
    """`days` x 24 hours: where a rolling window begins, itself not included."""
    present = literal(now, _INSTANT) if isinstance(now, datetime) else now
    return present - func.make_interval(*[_NONE] * 4, 24 * days, type_=Interval())


def in_dates(instant: Instant, between: tuple[str, str], zone: str) -> Condition:
    """From the one to the other; of a day the whole of it."""
    there = literal(zone, Text())
    first, last = between
    since = instant >= instant_of(first, there)
    if not is_day(last):
        return and_(since, instant <= instant_of(last, there))
    if last == "9999-12-31":
        return since
    after = date.fromisoformat(last) + timedelta(days=1)
    return and_(since, instant < instant_of(after.isoformat(), there))


def within(instant: Instant, window: Period) -> Condition:
    """A range, since BETWEEN would read the instant twice."""
    return func.coalesce(window.op("@>", is_comparison=True)(instant), false())


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
