"""What the API says of conditions that are tried."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.text import Storable
from kenbun.segments.defining.drafts import EXAMPLE
from kenbun.segments.evaluation import Kind
from kenbun.segments.trying.preview import Counted, Preview, Sampled


class Trial(BaseModel):
    """`replacing` is the segment that the conditions are meant for, if there is one already."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"kind": "lead", "conditions": EXAMPLE["conditions"]}]},
    )

    kind: Kind
    conditions: dict[str, Any]
    replacing: Annotated[Storable, Field(max_length=100)] | None = None


class SampledShape(BaseModel):
    """`score` is that of engagement; `account` the name of a lead's."""

    id: str = Field(examples=["ld_0192f0c1a5b77e3c8d2e4f6071829304"])
    name: str
    score: int
    account: str | None

    @classmethod
    def of(cls, kind: Kind, one: Sampled) -> Self:
        return cls(
            id=ROOTED[kind].public(one.subject_id),
            name=one.name,
            score=one.score,
            account=one.account,
        )


class NodeShape(BaseModel):
    """How many a group or a leaf alone would match; `path` leads to it from the root, which is the empty one."""

    path: str = Field(examples=["all[0].any[1]"])
    count: int

    @classmethod
    def of(cls, one: Counted) -> Self:
        return cls(path=one.path, count=one.count)


class PreviewShape(BaseModel):
    """`total` is how many there are to be in it, `sample` the first 25 by score. `enters` and `leaves` are against the
    members of the segment that is replaced. `leaves_nobody` is the path of the leaf, or group, after which nobody is
    left, where nobody is. `words` say the conditions as a sentence."""

    count: int
    total: int
    sample: list[SampledShape]
    nodes: list[NodeShape]
    enters: int
    leaves: int
    leaves_nobody: str | None
    words: str

    @classmethod
    def of(cls, kind: Kind, seen: Preview, words: str) -> Self:
        return cls(
            count=seen.count,
            total=seen.total,
            sample=[SampledShape.of(kind, one) for one in seen.sample],
            nodes=[NodeShape.of(one) for one in seen.nodes],
            enters=seen.enters,
            leaves=seen.leaves,
            leaves_nobody=seen.leaves_nobody,
            words=words,
        )
