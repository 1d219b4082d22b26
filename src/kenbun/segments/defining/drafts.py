"""What people say of a segment, as it is sent: its definition, whole or in parts."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from kenbun.kit.text import Storable
from kenbun.segments.evaluation import Kind

KINDS: tuple[Kind, ...] = ("lead", "account")
NOUNS: dict[Kind, str] = {"lead": "leads", "account": "accounts"}

LONGEST_NAME = 100
LONGEST_DESCRIPTION = 1_000

EXAMPLE: dict[str, Any] = {
    "name": "Hot and unowned",
    "kind": "lead",
    "description": "Nobody looks after them yet.",
    "active": True,
    "conditions": {
        "all": [
            {"score": "engagement", "operator": "gte", "value": 50},
            {"owner": None},
            {"did": "Page View", "times": {"at_least": 3}, "within_days": 7},
        ]
    },
}
NO_CHANGE = {name: EXAMPLE[name] for name in ("name", "active")}

Name = Annotated[Storable, Field(max_length=LONGEST_NAME)]
Description = Annotated[Storable, Field(max_length=LONGEST_DESCRIPTION)]
Conditions = Annotated[
    dict[str, Any] | None,
    Field(description="A tree of conditions; null: none yet, and nobody is in but by hand."),
]


class SegmentDraft(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    name: Name
    kind: Kind
    description: Description = ""
    active: StrictBool = True
    conditions: Conditions = None


class SegmentChange(BaseModel):
    """What is left out stays; `conditions` that are null are taken away."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [NO_CHANGE]})

    name: Name | None = None
    description: Description | None = None
    active: StrictBool | None = None
    conditions: Conditions = None

    def said(self) -> dict[str, Any]:
        """By name, what is to be changed."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in given.items() if value is not None or name == "conditions"}
