"""Share links, and what they show, as the API answers them: no ids of what is behind."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Self

from pydantic import BaseModel, Field

from kenbun.kit.ids import public
from kenbun.scoring.grouped import Card
from kenbun.scoring.share import Share, SharedReceipt


class ShareShape(BaseModel):
    """A link to the receipt as of `at`."""

    share_id: str = Field(examples=["shr_0192f0c1a5b77e3c8d2e4f6071829304"])
    at: datetime
    created_at: datetime
    created_by: str
    expires_at: datetime

    @classmethod
    def of(cls, share: Share) -> Self:
        return cls.model_validate(_shown(share))


class CreatedShare(ShareShape):
    """`url` is in this answer and nowhere else."""

    url: str = Field(examples=["https://kenbun.example.com/share/score/kbn_share_…"])

    @classmethod
    def made(cls, share: Share, url: str) -> Self:
        return cls.model_validate(_shown(share) | {"url": url})


class ShareList(BaseModel):
    shares: list[ShareShape]


class SharedLine(BaseModel):
    """All of one rule together; `value` is what the points are worth at that time."""

    kind: str
    title: str
    words: str | None
    count: int
    points: str
    value: str


class SharedScore(BaseModel):
    dimension: str
    ruleset: str
    score: int
    level: str | None
    lines: list[SharedLine]

    @classmethod
    def of(cls, card: Card) -> Self:
        return cls(
            dimension=card.dimension,
            ruleset=card.ruleset.name,
            score=card.score,
            level=card.level,
            lines=list(_lines(card)),
        )


class SharedShape(BaseModel):
    """The `value`s of a score's lines sum to it, to the last digit."""

    name: str
    at: datetime
    expires_at: datetime
    scores: list[SharedScore]

    @classmethod
    def of(cls, shared: SharedReceipt) -> Self:
        scores = [SharedScore.of(card) for card in shared.cards]
        return cls(name=shared.name, at=shared.at, expires_at=shared.expires_at, scores=scores)


def _shown(share: Share) -> dict[str, object]:
    return {
        "share_id": public("shr", share.share_id),
        "at": share.receipt_at,
        "created_at": share.created_at,
        "created_by": share.created_by,
        "expires_at": share.expires_at,
    }


def _lines(card: Card) -> Iterator[SharedLine]:
    for group in card.groups:
        yield SharedLine(
            kind=group.kind,
            title=group.title,
            words=group.words,
            count=group.count,
            points=f"{group.points:.6f}",
            value=f"{group.value:.6f}",
        )
    rounding = card.score - sum((group.value for group in card.groups), Decimal())
    if rounding:
        value = f"{rounding:.6f}"
        yield SharedLine(kind="rounding", title="Rounding", words=None, count=1, points=value, value=value)
