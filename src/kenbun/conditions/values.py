"""The values that stand in conditions: what is refused, and how the rest is read.

Data is read in the same way (by `to_sql`): a text may be a number or a date as well.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kenbun.conditions.errors import ConditionError

MAX_TEXT = 1_000
MAX_NUMBER = 10**30
MAX_DAYS = 36_500

# ASCII digits only, and nothing around them.
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
# RFC 3339 without leap seconds; PostgreSQL knows no offsets of 16 hours or more.
MOMENT = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
    r"([Zz]|[+-](0[0-9]|1[0-5]):[0-5][0-9])$"
)
# Unicode's White_Space; a text of nothing else is blank. Python's isspace() takes in four more.
WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Days:
    """A number of calendar days of the workspace's zone, today included."""

    count: int

    def __post_init__(self) -> None:
        if type(self.count) is not int or not 1 <= self.count <= MAX_DAYS:
            raise ConditionError("value.days", f"Give a whole number of days from 1 to {MAX_DAYS:,}.")


Value = None | Scalar | tuple[Scalar, ...] | Days


def check_text(text: str, *, at: str) -> None:
    if len(text) > MAX_TEXT:
        raise ConditionError(at, f"The text is too long; at most {MAX_TEXT:,} characters.")
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ConditionError(
            at, "The text holds characters that cannot be stored (NUL or half a surrogate pair)."
        )


def check_scalar(value: object, *, at: str) -> None:
    if isinstance(value, str):
        check_text(value, at=at)
        if not value.strip(WHITE_SPACE):
            raise ConditionError(
                at, "The text is blank; ask for missing values with is_empty or is_not_empty."
            )
    elif isinstance(value, bool):
        pass
    elif isinstance(value, int | float):
        # false for NaN as well
        if not -MAX_NUMBER < value < MAX_NUMBER:
            raise ConditionError(at, "The number is too large; it must stay under 10^30.")
    else:
        raise ConditionError(at, "Give a text, a number, true or false.")


def as_number(value: Scalar) -> Decimal | None:
    """The number that a value reads as; true and false are texts."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return Decimal(value) if re.fullmatch(NUMBER, value) else None
    return Decimal(repr(value))


def as_text(value: Scalar) -> str:
    """As PostgreSQL writes the same JSON value: no exponent, no minus before zero."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    number = Decimal(repr(value))
    return format(number if number else abs(number), "f")


def is_day(value: Scalar) -> bool:
    return isinstance(value, str) and re.fullmatch(DAY, value) is not None and _in_calendar(value)


def is_moment(value: Scalar) -> bool:
    return isinstance(value, str) and re.fullmatch(MOMENT, value) is not None and _in_calendar(value[:10])


def _in_calendar(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
