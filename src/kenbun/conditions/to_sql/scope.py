"""Where the fields of a tree are found in a statement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func
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
    # by dimension
    scores: Mapping[str, ColumnElement[int]] = field(default_factory=dict)
    # texts that are not stored
    computed: Mapping[Field, ColumnElement[str]] = field(default_factory=dict)
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
            return Found.counted(self.counts[field])
        if field in self.computed:
            return Found.said(self.computed[field])
        if field.source == "score" and field.path in self.scores:
            return Found.counted(self.scores[field.path])
        source: Json | None = getattr(self, field.source, None)
        if source is None:
            raise ValueError(f"{field} is not within reach of this statement")
        literally = Found.at(source, field.path)
        if field.source != "metadata" or "." not in field.path:
            return literally
        value = source
        for step in field.path.split("."):
            value = Found.at(value, step).json
        return Found.whole(func.coalesce(literally.json, value, type_=JSONB))
