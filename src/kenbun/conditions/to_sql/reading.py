"""How JSONB values are read as text and as numbers.

A cast stands in a CASE behind the test that it cannot fail: only a CASE fixes an order.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Numeric, Text, and_, case, cast, collate, func, literal_column

from kenbun.conditions.values import NUMBER

Json = ColumnElement[Any]
Condition = ColumnElement[bool]

# In every PostgreSQL from 18 on; casefold() under it is Unicode's full case folding.
_COLLATION = "pg_unicode_fast"
_POINT: ColumnElement[str] = literal_column("'.'")


def as_text(value: Json) -> ColumnElement[str]:
    """Of a text, number or boolean; objects and arrays would come out as JSON and are kept out before."""
    return value.op("#>>", return_type=Text())(literal_column("'{}'"))


def folded(text: ColumnElement[str]) -> ColumnElement[str]:
    return func.casefold(collate(text, _COLLATION), type_=Text())


def as_number(value: Json) -> ColumnElement[Decimal]:
    """Of a text; NULL where it is no number, or one longer than `numeric` can be."""
    text = as_text(value)
    readable = and_(
        matches(text, NUMBER),
        func.length(func.split_part(text, _POINT, literal_column("1"))) <= literal_column("131072"),
        func.length(func.split_part(text, _POINT, literal_column("2"))) <= literal_column("16383"),
    )
    return case((readable, cast(text, Numeric)))


def matches(text: ColumnElement[str], pattern: str) -> Condition:
    return text.op("~", is_comparison=True)(literal_column(f"'{pattern}'", Text()))
