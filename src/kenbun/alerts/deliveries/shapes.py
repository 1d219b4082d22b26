"""Deliveries as the API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from kenbun.alerts.deliveries.filters import State
from kenbun.alerts.deliveries.listing import Delivery
from kenbun.kit.ids import public
from kenbun.kit.moments import written

_ID = "dlv_0192f0c1a5b77e3c8d2e4f6071829304"


class DeliveryShape(BaseModel):
    """For a channel (and of e-mail, for one `recipient`), or an `act`; or mail of kenbun's own, an invitation or a link
    for a new password, to its `recipient`. `next_try_at` while it waits."""

    id: str = Field(examples=[_ID])
    channel_id: str | None
    channel: str | None = Field(description="its name; null where it was deleted, or for an act")
    recipient: str | None
    act: dict[str, Any] | None
    firing_id: str | None
    trigger_id: str | None
    trigger: str | None = Field(description="its name")
    kind: str = Field(description="of the trigger, or test, invitation, reset")
    state: State
    attempts: int
    created_at: datetime
    next_try_at: datetime | None
    delivered_at: datetime | None
    last_answer: str | None

    @classmethod
    def of(cls, row: Any, **more: Any) -> Self:
        names = ("recipient", "act", "kind", "state", "attempts", "created_at", "delivered_at", "last_answer")
        return cls(
            id=public("dlv", row.delivery_id),
            channel_id=public("chn", row.channel_id) if row.channel_id else None,
            channel=row.channel_name,
            firing_id=public("fir", row.firing_id) if row.firing_id else None,
            trigger_id=public("trg", row.trigger_id) if row.trigger_id else None,
            trigger=row.trigger_name,
            next_try_at=row.next_try_at if row.state == "waiting" else None,
            **{name: getattr(row, name) for name in names},
            **more,
        )


class AttemptShape(BaseModel):
    """`status` is that of HTTP or of the mail server; null where there was no answer."""

    number: int
    at: datetime
    took_ms: int
    status: int | None
    answer: str


class DeliveryDetail(DeliveryShape):
    """`body` is what was told, from the first attempt on, never that of kenbun's own mail, which holds a secret;
    `attempts_made` has the latest first, at most 100."""

    body: dict[str, Any] | None
    attempts_made: list[AttemptShape]

    @classmethod
    def whole(cls, one: Delivery) -> Self:
        made = [AttemptShape.model_validate(row, from_attributes=True) for row in one.attempts]
        return cls.of(one.row, body=one.row.body, attempts_made=made)


class DeliveryList(BaseModel):
    deliveries: list[DeliveryShape]
    total: int
    page: int
    limit: int


class TrialShape(BaseModel):
    """How a test went: `arrived` if all of it did; of e-mail there is one delivery for each person."""

    arrived: bool
    deliveries: list[DeliveryShape]


class Range(BaseModel):
    """Which deliveries to send again; what is left out is not asked for, but one of them must be given."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"state": "failed", "since": "2026-03-04T00:00:00Z", "dry_run": True}]
        },
    )

    state: State | None = None
    channel_id: Annotated[str, Field(max_length=100)] | None = None
    firing_id: Annotated[str, Field(max_length=100)] | None = None
    trigger_id: Annotated[str, Field(max_length=100)] | None = None
    since: Annotated[AwareDatetime, BeforeValidator(written)] | None = None
    until: Annotated[AwareDatetime, BeforeValidator(written)] | None = None
    lead_id: Annotated[str, Field(max_length=100)] | None = None
    account_id: Annotated[str, Field(max_length=100)] | None = None
    dry_run: StrictBool = False


class Replayed(BaseModel):
    """How many are sent again, or would be."""

    deliveries: int = Field(examples=[12])
