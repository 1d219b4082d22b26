"""Histories and changes as the API answers them."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from kenbun.scoring.history.change import Change
from kenbun.scoring.history.read import History


class PointShape(BaseModel):
    """Of the hour or day that begins at `at`; `reconstructed` where the score was worked out afterwards."""

    at: datetime
    last: int
    low: int
    high: int
    reconstructed: bool


class ConversionAt(BaseModel):
    """`score` is the one right after the converting event; `definition` is the name of what the workspace defined."""

    at: datetime
    score: int
    definition: str
    definition_id: str
    lead_id: str


class HistoryShape(BaseModel):
    points: list[PointShape]
    conversions: list[ConversionAt]

    @classmethod
    def of(cls, found: History) -> "HistoryShape":
        return cls.model_validate(asdict(found))


class ScoreAt(BaseModel):
    at: datetime
    score: int


class RuleShape(BaseModel):
    id: str
    name: str
    conditions: dict[str, Any] | None


class ChangeLineShape(BaseModel):
    """Decimals with 6 digits; `count` is how many lines more there are at the later time."""

    kind: str
    rule: RuleShape | None
    count: int
    before: str
    after: str
    change: str


class ChangeShape(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    dimension: str
    start: ScoreAt = Field(alias="from")
    end: ScoreAt = Field(alias="to")
    lines: list[ChangeLineShape]

    @classmethod
    def of(cls, change: Change) -> "ChangeShape":
        return cls.model_validate(asdict(change))
