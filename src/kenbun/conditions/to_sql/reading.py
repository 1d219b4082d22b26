"""How JSONB values are read as text and as numbers.

A cast stands in a CASE behind the test that it cannot fail: only a CASE fixes an order.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from sqlalchemy import ColumnElement, Numeric, Text, and_, case, cast, collate, func, literal, literal_column
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.conditions.values import NUMBER

Json = ColumnElement[Any]
Condition = ColumnElement[bool]

# In every PostgreSQL from 18 on; casefold() under it is Unicode's full case folding.
_COLLATION = "pg_unicode_fast"
_POINT: ColumnElement[str] = literal_column("'.'")


@dataclass(frozen=True, slots=True)
class Found:
    """A value at hand, as JSONB and as text.

    The text is NULL for null and where there is no value. Those of objects and arrays are their JSON,
    which is no reading of them: they are kept out before.
    """

    json: Json
    text: ColumnElement[str]
    # where it is a number of ours, which can be compared without reading it; NULL where there is none
    number: ColumnElement[Any] | None = None
    # a text of ours: never an array or an object
    plain: bool = False

    @classmethod
    def counted(cls, number: ColumnElement[Any]) -> Self:
        return cls(func.to_jsonb(number, type_=JSONB()), cast(number, Text()), number)

    @classmethod
    def said(cls, text: ColumnElement[str]) -> Self:
        return cls(func.to_jsonb(text, type_=JSONB()), text, plain=True)

    @classmethod
    def at(cls, source: Json, key: str) -> Self:
        """By a text on the right of the arrows, which finds keys of objects and never elements of arrays."""
        name = literal(key, Text())
        return cls(
            source.op("->", return_type=JSONB())(name),
            # not by way of the JSONB: this takes half the time
            source.op("->>", return_type=Text())(name),
        )

    @classmethod
    def whole(cls, json: Json) -> Self:
        return cls(json, json.op("#>>", return_type=Text())(literal_column("'{}'")))


def folded(text: ColumnElement[str]) -> ColumnElement[str]:
    return func.casefold(collate(text, _COLLATION), type_=Text())


def number_in(text: ColumnElement[str]) -> ColumnElement[Decimal]:
    """NULL where the text is no number, or one longer than `numeric` can be."""
    readable = and_(
        matches(text, NUMBER),
        func.length(func.split_part(text, _POINT, literal_column("1"))) <= literal_column("131072"),
        func.length(func.split_part(text, _POINT, literal_column("2"))) <= literal_column("16383"),
    )
    return case((readable, cast(text, Numeric)))


def matches(text: ColumnElement[str], pattern: str) -> Condition:
    return text.op("~", is_comparison=True)(literal_column(f"'{pattern}'", Text()))
