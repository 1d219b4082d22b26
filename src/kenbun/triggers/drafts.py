"""What people say of a trigger, as it is sent: its definition, whole or in parts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from kenbun.kit.text import Storable
from kenbun.levels.dimensions import Dimension

Kind = Literal["milestone", "sequence", "surge", "segment", "level"]
Subject = Literal["lead", "account"]
Fire = Literal["once", "always"]

LONGEST_NAME = 100
MOST_OUTPUTS = 20
LONGEST_WINDOW = 90 * 86_400
LONGEST_COOLDOWN = 366 * 86_400

EXAMPLE: dict[str, Any] = {
    "name": "Hot lead asks for a demo",
    "kind": "milestone",
    "subject": "lead",
    "dimension": "engagement",
    "direction": "up",
    "threshold": 50,
    "event_type": None,
    "conditions": None,
    "fire": "always",
    "cooldown_seconds": 86_400,
    "outputs": [{"act": "notify", "members": "admins"}],
    "active": True,
}
NO_CHANGE = {name: EXAMPLE[name] for name in ("name", "active")}

_Name = Annotated[Storable, Field(max_length=LONGEST_NAME)]
_Type = Annotated[Storable, Field(min_length=1, max_length=200)]
_Conditions = Annotated[
    dict[str, Any] | None,
    Field(description="A tree of conditions that has to hold when it fires; null: always."),
]
_Outputs = Annotated[
    list[dict[str, Any]],
    Field(max_length=MOST_OUTPUTS, description="Channels to tell and acts to do, each once for each firing."),
]
_Cooldown = Annotated[
    StrictInt,
    Field(
        ge=0, le=LONGEST_COOLDOWN, description="So long it does not fire again for the same lead or account."
    ),
]
_ON: Any = Field(default=None, description="of a segment or a level: whether it is entered or left")


class OfKind(BaseModel):
    """The fields of the kinds; those of the trigger's own kind are given, and no others."""

    model_config = ConfigDict(extra="forbid")

    dimension: Dimension | None = Field(default=None, description="of a milestone or a level: which score")
    direction: Literal["up", "down"] | None = Field(
        default=None, description="of a milestone: reached from below, or left downward (“exited”)"
    )
    threshold: Annotated[StrictInt, Field(ge=-1_000_000_000, le=1_000_000_000)] | None = Field(
        default=None, description="of a milestone"
    )
    event_type: _Type | None = Field(
        default=None,
        description="of a milestone: only with an event of this type; of a surge: what is counted; null: any",
    )
    steps: Annotated[list[_Type], Field(min_length=2, max_length=10)] | None = Field(
        default=None, description="of a sequence: types of events"
    )
    ordered: StrictBool | None = Field(
        default=None, description="of a sequence: each strictly after the one before"
    )
    within_seconds: Annotated[StrictInt, Field(ge=1, le=LONGEST_WINDOW)] | None = Field(
        default=None, description="of a sequence or a surge: the window up to the event"
    )
    count: Annotated[StrictInt, Field(ge=1, le=10_000)] | None = Field(
        default=None, description="of a surge: how many events in the window"
    )
    account_surge: StrictBool | None = Field(
        default=None, description="of a surge: the account begins to surge; nothing else is given then"
    )
    segment_id: Annotated[str, Field(max_length=100)] | None = Field(default=None, description="of a segment")
    on: Literal["enter", "leave"] | None = _ON
    level: Annotated[Storable, Field(max_length=200)] | None = Field(
        default=None, description="of a level: its name"
    )

    def given(self) -> dict[str, Any]:
        """What was sent of these."""
        return {name: getattr(self, name) for name in OfKind.model_fields if name in self.model_fields_set}


class TriggerDraft(OfKind):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    name: _Name
    kind: Kind
    subject: Subject
    conditions: _Conditions = None
    fire: Fire = "always"
    cooldown_seconds: _Cooldown = 0
    outputs: _Outputs = []
    active: StrictBool = True


class TriggerChange(OfKind):
    """What is left out stays; of the kind's own fields, those that are given take the place of the earlier ones."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [NO_CHANGE]})

    name: _Name | None = None
    conditions: _Conditions = None
    fire: Fire | None = None
    cooldown_seconds: _Cooldown | None = None
    outputs: _Outputs | None = None
    active: StrictBool | None = None

    def said(self) -> dict[str, Any]:
        """By name, what is to be changed beside the fields of the kind."""
        given = {name: getattr(self, name) for name in self.model_fields_set - OfKind.model_fields.keys()}
        return {name: value for name, value in given.items() if value is not None or name == "conditions"}
