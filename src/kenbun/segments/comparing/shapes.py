"""What the API says of two segments beside one another."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, Field

from kenbun.kit.ids import public
from kenbun.segments.comparing.compare import Comparison, Part
from kenbun.segments.defining.definitions import Segment
from kenbun.segments.defining.shapes import SEGMENT
from kenbun.segments.evaluation import Kind


class PartShape(BaseModel):
    """`average_score` is of engagement, `average_fit` of the profile, or of the account; null of nobody. `levels` are
    those of engagement, with how many have each."""

    count: int
    average_score: float | None
    average_fit: float | None
    levels: dict[str, int]

    @classmethod
    def of(cls, part: Part) -> Self:
        return cls(count=part.count, average_score=part.average, average_fit=part.fit, levels=part.levels)


class NamedSegment(BaseModel):
    id: str = Field(examples=[SEGMENT])
    name: str

    @classmethod
    def of(cls, segment: Segment) -> Self:
        return cls(id=public("seg", segment.segment_id), name=segment.name)


class ComparisonShape(BaseModel):
    """`a` and `b` are whole; `both`, `only_a` and `only_b` are parts of them."""

    kind: Kind
    first: NamedSegment
    second: NamedSegment
    a: PartShape
    b: PartShape
    both: PartShape
    only_a: PartShape
    only_b: PartShape

    @classmethod
    def of(cls, found: Comparison) -> Self:
        parts = {name: PartShape.of(getattr(found, name)) for name in ("a", "b", "both", "only_a", "only_b")}
        return cls(
            kind=found.first.kind,
            first=NamedSegment.of(found.first),
            second=NamedSegment.of(found.second),
            **parts,
        )
