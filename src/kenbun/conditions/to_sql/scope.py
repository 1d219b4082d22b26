"""Where the fields of a tree are found in a statement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Text, cast, func
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.conditions.counts import Count, Crowd
from kenbun.conditions.facts import Fact
from kenbun.conditions.fields import Field
from kenbun.conditions.to_sql.reading import Found, Json


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
    # {"engagement": 54, …}
    score: Json | None = None
    counts: Mapping[Count | Crowd, ColumnElement[int]] = field(default_factory=dict)
    # what other rooms know of the row at hand: true or false, never NULL
    facts: Mapping[Fact, ColumnElement[bool]] = field(default_factory=dict)

    def fact(self, fact: Fact) -> ColumnElement[bool]:
        if fact not in self.facts:
            raise ValueError(f"{fact} is not within reach of this statement")
        return self.facts[fact]

    def find(self, field: Field | Count | Crowd) -> Found:
        """A key that is there, dots included, comes before the way through nested objects; even with null."""
        if not isinstance(field, Field):
            if field not in self.counts:
                raise ValueError(f"{field} is not counted in this statement")
            number = self.counts[field]
            return Found(func.to_jsonb(number, type_=JSONB()), cast(number, Text()))
        source: Json | None = getattr(self, field.source)
        if source is None:
            raise ValueError(f"{field} is not within reach of this statement")
        literally = Found.at(source, field.path)
        if field.source != "metadata" or "." not in field.path:
            return literally
        value = source
        for step in field.path.split("."):
            value = Found.at(value, step).json
        return Found.whole(func.coalesce(literally.json, value, type_=JSONB))
