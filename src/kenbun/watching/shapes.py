"""Watches as the API takes and answers them."""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from kenbun.kit.text import Storable
from kenbun.watching.watch import Watch
from kenbun.watching.watched import WatchedLead

_EXAMPLE: dict[str, Any] = {
    "prediction": "Signs in June",
    "note": "Met in Rome.",
    "alert_score": 80,
    "alert_level": "Very Hot",
}


class Said(BaseModel):
    """What is left out stays as it is; null takes it away. Alerts are of the engagement score, reached from below."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    prediction: Annotated[Storable | None, Field(description="A line.")] = None
    note: Storable | None = None
    alert_score: Annotated[int | None, Field(strict=True)] = None
    alert_level: Annotated[Storable | None, Field(description="An engagement level by name.")] = None


class WatchShape(BaseModel):
    """What you say of a lead on your watch list."""

    lead_id: str = Field(examples=["ld_0192f0c1a5b77e3c8d2e4f6071829304"])
    prediction: str | None
    note: str | None
    alert_score: int | None
    alert_level: str | None

    @classmethod
    def of(cls, lead_id: str, watch: Watch) -> "WatchShape":
        return cls(lead_id=lead_id, **asdict(watch))


class WatchedList(BaseModel):
    """Leads as lists show them, each with what you say of it as `watch`."""

    leads: list[WatchedLead]
    total: int
    page: int
    limit: int
