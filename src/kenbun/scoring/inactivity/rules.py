"""A rule of inactivity decay: points that a score loses for each full interval without activity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from kenbun.kit.ids import parse, public
from kenbun.scoring.rules import Line

EXAMPLE: dict[str, Any] = {"name": "Two quiet weeks", "points": -10, "every_days": 14, "active": True}


class DecayDraft(BaseModel):
    """A rule as the API takes it and as versions keep it."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [EXAMPLE]})

    name: Line
    points: Annotated[
        StrictInt,
        Field(ge=-100_000, le=-1, description="taken off for each full interval; at most what is there"),
    ]
    every_days: Annotated[
        StrictInt,
        Field(ge=1, le=3650, description="the interval, in days of 24 hours from the last activity"),
    ]
    active: StrictBool = True

    def document(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


@dataclass(frozen=True, slots=True)
class DecayRule:
    rule_id: UUID
    draft: DecayDraft

    @classmethod
    def from_document(cls, rule_id: UUID, document: dict[str, Any]) -> DecayRule:
        return cls(rule_id, DecayDraft.model_validate(document))

    @property
    def words(self) -> str:
        size, days = -self.draft.points, self.draft.every_days
        points = "1 point" if size == 1 else f"{size} points"
        return (
            f"{points} for each day without activity"
            if days == 1
            else (f"{points} for each {days} days without activity")
        )

    def shown(self) -> dict[str, Any]:
        return {"id": public("rule", self.rule_id), **self.draft.document(), "in_words": self.words}


def active_decays(document: list[dict[str, Any]]) -> tuple[DecayRule, ...]:
    """Of a set as a version keeps it."""
    rules = []
    for entry in document:
        rule_id = parse("rule", entry["rule_id"])
        assert rule_id is not None
        rule = DecayRule.from_document(rule_id, {key: entry[key] for key in entry if key != "rule_id"})
        rules += [rule] if rule.draft.active else []
    return tuple(rules)
