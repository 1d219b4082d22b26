"""What the API of surges says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from kenbun.kit.ids import public
from kenbun.levels.shapes import HeldBackShape, SegmentMoveShape
from kenbun.surge.preview import Counted, SurgePreview
from kenbun.surge.rule_queries import Surge
from kenbun.surge.settings import USUAL, Numbers


class SurgeShape(BaseModel):
    """`events` and `leads` are counted from start to end; `multiplier` is the highest ratio to the average before."""

    started_at: datetime
    ended_at: datetime | None
    events: int
    leads: int
    primary_channel: str
    multiplier: float
    open: bool

    @classmethod
    def of(cls, surge: Surge) -> Self:
        return cls(
            started_at=surge.started_at,
            ended_at=surge.ended_at,
            events=surge.events,
            leads=surge.leads,
            primary_channel=surge.primary_channel,
            multiplier=float(surge.multiplier),
            open=surge.ended_at is None,
        )


class SurgeList(BaseModel):
    """The latest first, at most 500."""

    surges: list[SurgeShape]


class NumbersShape(BaseModel):
    """`waiting`: accounts whose surges do not follow these numbers yet."""

    model_config = ConfigDict(json_schema_extra={"examples": [USUAL.document() | {"waiting": 0}]})

    window_days: int
    baseline_days: int
    history_days: int
    min_events: int
    min_leads: int
    min_average: float
    start_ratio: float
    end_ratio: float
    waiting: int = Field(default=0)

    @classmethod
    def of(cls, numbers: Numbers, waiting: int) -> Self:
        document: dict[str, Any] = numbers.document()
        return cls(**document, waiting=waiting)


class CountedShape(BaseModel):
    """Accounts that surge now; surges of the last 90 days, and accounts that had one."""

    surging: int
    surges: int
    accounts: int

    @classmethod
    def of(cls, counted: Counted) -> Self:
        return cls(surging=counted.surging, surges=counted.surges, accounts=counted.accounts)


class NamedAccount(BaseModel):
    account_id: str = Field(examples=["acct_0192f0c1a5b77e3c8d2e4f6071829304"])
    name: str


class PreviewShape(BaseModel):
    """`begins`: accounts that would surge and do not now; `ends`: those that would no longer. At most 25 each."""

    now: CountedShape
    then: CountedShape
    begins: list[NamedAccount]
    ends: list[NamedAccount]
    segments: list[SegmentMoveShape] = Field(description="Those that would change.")
    triggers: list[HeldBackShape] = Field(description="Those that would have fired.")

    @classmethod
    def of(cls, seen: SurgePreview, segments: Iterable[Any], triggers: Iterable[Any]) -> Self:
        return cls(
            now=CountedShape.of(seen.now),
            then=CountedShape.of(seen.then),
            begins=[NamedAccount(account_id=public("acct", one), name=name) for one, name in seen.begins],
            ends=[NamedAccount(account_id=public("acct", one), name=name) for one, name in seen.ends],
            segments=[SegmentMoveShape.model_validate(one, from_attributes=True) for one in segments],
            triggers=[HeldBackShape.model_validate(one, from_attributes=True) for one in triggers],
        )
