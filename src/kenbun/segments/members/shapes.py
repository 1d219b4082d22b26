"""Members, what people say of them, entries and exits, as the API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.text import Storable
from kenbun.segments.evaluation import Kind
from kenbun.segments.members.hands import Moved

_LEAD = "ld_0192f0c1a5b77e3c8d2e4f6071829304"

MOST_AT_ONCE = 100_000
"""Ids in one request."""


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
            id=ROOTED[kind].public(row.subject_id),
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
        missing = [ROOTED[kind].public(one) for one in moved.missing]
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
            id=ROOTED[kind].public(row.subject_id),
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
            id=ROOTED[kind].public(row.subject_id),
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
