"""Triggers as the API answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from kenbun.kit.ids import public
from kenbun.levels.dimensions import Dimension
from kenbun.triggers.definitions import Trigger
from kenbun.triggers.drafts import Fire, Kind, Subject

TRIGGER = "trg_0192f0c1a5b77e3c8d2e4f6071829304"


class TriggerShape(BaseModel):
    """The fields of other kinds than the trigger's own are left out. `active_since`: what came before fires nothing."""

    id: str = Field(examples=[TRIGGER])
    name: str
    kind: Kind
    subject: Subject
    dimension: Dimension | None = None
    direction: Literal["up", "down"] | None = None
    threshold: int | None = None
    event_type: str | None = None
    steps: list[str] | None = None
    ordered: bool | None = None
    within_seconds: int | None = None
    count: int | None = None
    account_surge: bool | None = None
    segment_id: str | None = None
    on: Literal["enter", "leave"] | None = None
    level: str | None = None
    conditions: dict[str, Any] | None
    fire: Fire
    cooldown_seconds: int
    outputs: list[dict[str, Any]]
    active: bool
    active_since: datetime | None
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, trigger: Trigger) -> Self:
        return cls(
            id=public("trg", trigger.trigger_id),
            **trigger.document(),
            active_since=trigger.active_since,
            created_at=trigger.created_at,
            changed_at=trigger.changed_at,
        )


class TriggerList(BaseModel):
    triggers: list[TriggerShape]
    total: int
    page: int
    limit: int
