"""What a firing tells whoever is outside: the body of the webhook, from which the other channels make their words.

`docs/webhook.schema.json` is this, for receivers: `tests/alerts/test_message.py` holds the one to the other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

_ADA: dict[str, Any] = {
    "id": "ld_0192f0c1a5b77e3c8d2e4f6071829304",
    "name": "Ada Lovelace",
    "url": "https://kenbun.example.com/leads/ld_0192f0c1a5b77e3c8d2e4f6071829304",
    "scores": {"engagement": 72, "profile": 40},
    "levels": {"engagement": "Hot", "profile": None},
    "why": "Pricing Page × 3, Demo Request, Title is VP",
}
EXAMPLE: dict[str, Any] = {
    "id": "fir_0192f0c1a5b77e3c8d2e4f6071829304",
    "type": "trigger.milestone",
    "at": "2026-03-04T12:00:00Z",
    "workspace": {"id": "ws_0192f0c1a5b77e3c8d2e4f6071829304", "name": "Acme"},
    "trigger": {"id": "trg_0192f0c1a5b77e3c8d2e4f6071829304", "name": "Hot lead", "kind": "milestone"},
    "lead": _ADA,
    "cause": {
        "words": "Engagement went from 48 to 72.",
        "event_id": "evt_0192f0c1a5b77e3c8d2e4f6071829304",
        "event_type": "Demo Request",
        "from": 48,
        "to": 72,
    },
}


class Named(BaseModel):
    id: str
    name: str


class OfTrigger(Named):
    kind: str = Field(
        description="milestone, sequence, surge, segment or level; test where it only tries a channel"
    )


class Subject(Named):
    """The lead or the account it is about, as it stood when the trigger fired."""

    url: str = Field(description="its page in kenbun")
    scores: dict[str, int] = Field(description="by dimension: engagement, profile, account")
    levels: dict[str, str | None] = Field(description="by dimension; null between levels")
    why: str = Field(description="what its score is made of, in a line")


class Cause(BaseModel):
    """What happened, in a sentence; and in parts, which differ by the kind of trigger."""

    model_config = ConfigDict(extra="allow")

    words: str


class Message(BaseModel):
    """One thing that happened, told once: a message that comes again has the same `id`, and may be dropped."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: str = Field(description="the same in every attempt, and in the header `webhook-id`")
    type: str = Field(description="`trigger.` and the kind of the trigger, or `test`")
    at: datetime
    workspace: Named
    trigger: OfTrigger
    lead: Subject | None = None
    account: Subject | None = None
    cause: Cause

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        if (self.lead is None) == (self.account is None):
            raise ValueError("it is about either a lead or an account")
        return self

    @property
    def subject(self) -> Subject:
        subject = self.lead or self.account
        assert subject is not None
        return subject
