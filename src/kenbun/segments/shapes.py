"""Segments as the API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.ids import public
from kenbun.kit.text import Storable
from kenbun.segments.comparing.compare import Comparison, Part
from kenbun.segments.defining.definitions import Segment, Version
from kenbun.segments.defining.drafts import LONGEST_NAME
from kenbun.segments.defining.removal import Use
from kenbun.segments.evaluation import Kind
from kenbun.segments.members.hands import Moved

SEGMENT = "seg_0192f0c1a5b77e3c8d2e4f6071829304"
_LEAD = "ld_0192f0c1a5b77e3c8d2e4f6071829304"

MOST_AT_ONCE = 100_000
"""Ids in one request."""


class ProgressShape(BaseModel):
    """Of an evaluation from scratch that is on its way."""

    done: int
    total: int


class SegmentShape(BaseModel):
    """`members` is how many are in; while `progress` is there, who is in is still being worked out. `words` say the
    conditions. `evaluated_at` is the last time at which all, or those whom time can have moved, were looked at, and
    `evaluation_ms` what looking at all took."""

    id: str = Field(examples=[SEGMENT])
    kind: Kind
    name: str
    description: str
    active: bool
    conditions: dict[str, Any] | None
    words: str | None
    members: int
    created_at: datetime
    changed_at: datetime
    evaluated_at: datetime | None
    evaluation_ms: int | None
    progress: ProgressShape | None

    @classmethod
    def of(cls, segment: Segment, words: str | None) -> Self:
        progress = segment.progress
        return cls(
            id=public("seg", segment.segment_id),
            kind=segment.kind,
            **segment.definition.document(),
            words=words,
            members=segment.members,
            created_at=segment.created_at,
            changed_at=segment.changed_at,
            evaluated_at=segment.evaluated_at,
            evaluation_ms=segment.evaluation_ms,
            progress=ProgressShape(done=progress.done, total=progress.total) if progress else None,
        )


class SegmentList(BaseModel):
    segments: list[SegmentShape]
    total: int
    page: int
    limit: int


class NewCopy(BaseModel):
    """Without a name it is that of the first, with “(copy)” behind it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Hot, for Eve"}]})

    name: Annotated[Storable, Field(max_length=LONGEST_NAME)] | None = None


class MemberShape(BaseModel):
    """`why` has the leaves that hold, each with its place in the conditions, and `{"by_hand": true}` where people have
    put it in. `score` is the engagement score."""

    id: str = Field(examples=[_LEAD])
    name: str
    score: int
    since: datetime
    why: list[dict[str, Any]] = Field(
        examples=[[{"path": "all[1]", "leaf": {"owner": None}}, {"by_hand": True}]]
    )

    @classmethod
    def of(cls, kind: Kind, row: Any) -> Self:
        return cls(
            id=public(ROOTED[kind].prefix, row.subject_id),
            name=row.name,
            score=row.engagement_score,
            since=row.since,
            why=row.why,
        )


class MemberList(BaseModel):
    members: list[MemberShape]
    total: int
    page: int
    limit: int


class Ids(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"ids": [_LEAD]}]})

    ids: Annotated[list[Storable], Field(min_length=1, max_length=MOST_AT_ONCE)]


class MovedShape(BaseModel):
    """How many came in or went out by it, how many did not, and which ids are of none here."""

    changed: int
    unchanged: int
    missing: list[str]

    @classmethod
    def of(cls, kind: Kind, moved: Moved) -> Self:
        missing = [public(ROOTED[kind].prefix, one) for one in moved.missing]
        return cls(changed=moved.changed, unchanged=moved.unchanged, missing=missing)


class HandShape(BaseModel):
    """Of whom people have said that they are in, or kept out."""

    id: str = Field(examples=[_LEAD])
    wish: Literal["in", "out"]
    set_by: str
    set_at: datetime

    @classmethod
    def of(cls, kind: Kind, row: Any) -> Self:
        return cls(
            id=public(ROOTED[kind].prefix, row.subject_id),
            wish=row.wish,
            set_by=row.set_by,
            set_at=row.set_at,
        )


class HandList(BaseModel):
    by_hand: list[HandShape]
    total: int
    page: int
    limit: int


class ChangeShape(BaseModel):
    """An entry, or an exit. `leaf` is what let it in, or holds no more; null where people said it. `fires` tells
    whether anything may be set off by it."""

    change_id: int
    id: str = Field(examples=[_LEAD])
    entered: bool
    at: datetime
    cause: str = Field(examples=["event"])
    leaf: dict[str, Any] | None
    fires: bool

    @classmethod
    def of(cls, kind: Kind, row: Any) -> Self:
        return cls(
            change_id=row.change_id,
            id=public(ROOTED[kind].prefix, row.subject_id),
            entered=row.entered,
            at=row.at,
            cause=row.cause,
            leaf=row.leaf,
            fires=row.fires,
        )


class ChangeList(BaseModel):
    changes: list[ChangeShape]
    total: int
    page: int
    limit: int


class VersionShape(BaseModel):
    """What it was after a save."""

    number: int
    name: str
    description: str
    active: bool
    conditions: dict[str, Any] | None
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, version: Version) -> Self:
        return cls(
            number=version.number,
            **version.definition.document(),
            changed_at=version.changed_at,
            changed_by=version.changed_by,
        )


class VersionList(BaseModel):
    """The latest first."""

    versions: list[VersionShape]
    total: int
    page: int
    limit: int


class UseShape(BaseModel):
    """A segment that asks whether one is in it, a saved view that filters by it, or a trigger that speaks of it."""

    what: Literal["segment", "view", "trigger"]
    id: str
    name: str

    @classmethod
    def of(cls, use: Use) -> Self:
        return cls(what=use.what, id=use.id, name=use.name)


class UseList(BaseModel):
    uses: list[UseShape]


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
