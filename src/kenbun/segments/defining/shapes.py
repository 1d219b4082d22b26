"""Segments as the API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from kenbun.kit.ids import public
from kenbun.kit.text import Storable
from kenbun.segments.defining.definitions import Segment, Version
from kenbun.segments.defining.drafts import LONGEST_NAME
from kenbun.segments.defining.removal import Use
from kenbun.segments.evaluation import Kind

SEGMENT = "seg_0192f0c1a5b77e3c8d2e4f6071829304"


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
