"""A scoring rule: what people write, checked once, and never malformed after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

from kenbun.conditions import ConditionError, Tree, depends_on, parse, to_words
from kenbun.conditions.fields import SCORING_RULES
from kenbun.events.types import fold
from kenbun.kit import text
from kenbun.kit.clock import midnight
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public

Per = Literal["day", "week", "ever"]


def _line(value: str) -> str:
    if not value.strip() or not text.is_line(value):
        raise ValueError("must be one line of text, not blank and without control characters")
    return value.strip()


Line = Annotated[str, Field(max_length=200), AfterValidator(_line)]


def _written(value: Any) -> Any:
    """Pydantic would read a midnight, or seconds since 1970, as a day too."""
    if type(value) is date or (type(value) is str and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII)):
        return value
    raise ValueError("write a day as 2026-01-31")


Day = Annotated[date, BeforeValidator(_written)]


class Cap(BaseModel):
    """At most this many points from the rule, per lead and period."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    points: Annotated[StrictInt, Field(ge=1, le=1_000_000)]
    per: Per


EXAMPLE: dict[str, Any] = {
    "name": "Pricing viewed",
    "event_type": "Page View",
    "points": 8,
    "half_life_days": 21,
    "from": None,
    "to": None,
    "cap": {"points": 40, "per": "week"},
    "conditions": {"all": [{"field": "metadata.path", "operator": "contains", "value": "/pricing"}]},
    "active": True,
}


class RuleDraft(BaseModel):
    """A rule as the API takes it and as versions keep it."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, json_schema_extra={"examples": [EXAMPLE]}
    )

    name: Line
    event_type: Annotated[Line, Field(examples=["Demo Requested"])]
    points: Annotated[StrictInt, Field(ge=-100_000, le=100_000, description="added for each matching event")]
    half_life_days: Annotated[
        float | None,
        Field(
            ge=0.5,
            le=3650,
            allow_inf_nan=False,
            strict=True,
            description="after which an event is worth half; null: for ever",
        ),
    ] = None
    valid_from: Annotated[
        Day | None, Field(alias="from", description="first day (of the event, in the workspace's zone)")
    ] = None
    valid_to: Annotated[Day | None, Field(alias="to", description="last day")] = None
    cap: Cap | None = None
    conditions: Annotated[
        dict[str, Any] | None, Field(description="on the event's metadata; null: every event of the type")
    ] = None
    active: StrictBool = True

    def document(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True)


@dataclass(frozen=True, slots=True)
class Rule:
    """A checked rule. Build it with `read`."""

    rule_id: UUID
    draft: RuleDraft
    tree: Tree | None

    @classmethod
    def read(cls, rule_id: UUID, draft: RuleDraft) -> Rule:
        """Raises Invalid naming the field that is wrong."""
        if not fold(draft.event_type):
            raise Invalid("Name an event type with at least one letter or digit.", field="event_type")
        if draft.valid_from and draft.valid_to and draft.valid_from > draft.valid_to:
            raise Invalid("The first day is after the last one; swap them.", field="from")
        tree = None if draft.conditions is None else parse(draft.conditions, allowed=SCORING_RULES)
        if tree is not None and depends_on(tree).time:
            raise ConditionError(
                "conditions", "“in the last” changes with the day; a rule looks at the event alone."
            )
        return cls(rule_id, draft, tree)

    @classmethod
    def from_document(cls, rule_id: UUID, document: dict[str, Any]) -> Rule:
        return cls.read(rule_id, RuleDraft.model_validate(document))

    @property
    def type_key(self) -> str:
        return fold(self.draft.event_type)

    @property
    def words(self) -> str | None:
        return None if self.tree is None else to_words(self.tree)

    @property
    def hangs_on_zone(self) -> bool:
        """Whether it matters where the workspace's days begin."""
        draft = self.draft
        by_day = draft.cap is not None and draft.cap.per != "ever"
        dated = draft.valid_from is not None or draft.valid_to is not None
        return by_day or dated or (self.tree is not None and depends_on(self.tree).zone)

    def valid_between(self, zone: str) -> tuple[datetime | None, datetime | None]:
        """The instants from which (inclusive) and until which (exclusive) events count."""
        first, last = self.draft.valid_from, self.draft.valid_to
        return (
            midnight(first, zone) if first else None,
            midnight(last + timedelta(days=1), zone) if last and last < date.max else None,
        )

    def shown(self) -> dict[str, Any]:
        return {
            "rule_id": public("rule", self.rule_id),
            **self.draft.document(),
            "conditions_in_words": self.words,
        }
