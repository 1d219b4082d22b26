"""A trigger as it stands in the file of the configuration."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from kenbun.kit.text import Storable
from kenbun.triggers.drafts import LONGEST_COOLDOWN, MOST_OUTPUTS, Fire, Kind, OfKind, Subject
from kenbun.triggers.outputs import Act

_Named = Annotated[Storable, Field(max_length=200)]


class OutputEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    channel: _Named | None = None
    act: Act | None = None
    members: _Named | list[_Named] | None = None
    owners: list[_Named] | None = None
    field: _Named | None = None
    value: Annotated[Storable, Field(max_length=1_000)] | StrictBool | StrictInt | float | None = None
    segment: _Named | None = None

    def said(self) -> dict[str, Any]:
        """What is given; what goes together is looked at when it is brought in."""
        return {name: value for name, value in self if value is not None}


class Entry(OfKind):
    kind: Kind
    subject: Subject
    segment: _Named | None = None
    conditions: dict[str, Any] | None = None
    fire: Fire = "always"
    cooldown_seconds: Annotated[StrictInt, Field(ge=0, le=LONGEST_COOLDOWN)] = 0
    outputs: Annotated[list[OutputEntry], Field(max_length=MOST_OUTPUTS, default_factory=list)]
    active: StrictBool = True
