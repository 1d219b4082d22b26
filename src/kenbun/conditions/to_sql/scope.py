"""Where the fields of a tree are found in a statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, func, literal
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.conditions.fields import Field

Json = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """The JSONB expressions that hold the fields of the row at hand, NULL where it has none.

    A source that the statement does not have at all is None; a tree that names it cannot be compiled.
    `zone` is the workspace's IANA zone, `now` an aware time or an expression of one.
    """

    zone: str
    now: datetime | ColumnElement[datetime]
    metadata: Json | None = None
    lead: Json | None = None
    account: Json | None = None

    def find(self, field: Field) -> Json:
        """The field's JSONB value, NULL where there is none.

        A key that is there, dots included, comes before the way through nested objects, even if it is null.
        """
        source: Json | None = getattr(self, field.source)
        if source is None:
            raise ValueError(f"{field} is not within reach of this statement")
        whole = _key(source, field.path)
        if field.source != "metadata" or "." not in field.path:
            return whole
        value = source
        for step in field.path.split("."):
            value = _key(value, step)
        return func.coalesce(whole, value, type_=JSONB)


def _key(value: Json, key: str) -> Json:
    """By a text on the right of `->`, which finds keys of objects and never elements of arrays."""
    return value.op("->", return_type=JSONB())(literal(key, Text()))
