"""A filter: what people write, checked once, and never malformed after."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt

from kenbun.conditions import SCORING_RULES, ConditionError, Tree, depends_on, parse, to_words
from kenbun.events.types import fold, title
from kenbun.kit import text
from kenbun.kit.errors import Invalid

Kind = Literal["attribute", "velocity"]

MOST_EVENTS = 10_000
LONGEST_WINDOW = 30 * 86_400


def _line(value: str) -> str:
    if not value.strip() or not text.is_line(value):
        raise ValueError("must be one line of text, not blank and without control characters")
    return value.strip()


Line = Annotated[str, Field(max_length=200), AfterValidator(_line)]

EXAMPLE: dict[str, Any] = {
    "name": "Bots",
    "kind": "attribute",
    "event_type": "Page View",
    "conditions": {"field": "metadata.user_agent", "operator": "contains", "value": "bot"},
    "active": True,
}
VELOCITY_EXAMPLE: dict[str, Any] = {
    "name": "Hammering",
    "kind": "velocity",
    "event_type": "Page View",
    "count": 20,
    "window_seconds": 60,
    "keep_first": True,
    "active": True,
}


class FilterChange(BaseModel):
    """What of a filter is to be another; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"active": False}]}
    )

    name: Annotated[Line | None, Field(description="null: told by what the filter says")] = None
    event_type: Annotated[Line | None, Field(description="null: any event (attribute filters alone)")] = None
    conditions: Annotated[
        dict[str, Any] | None, Field(description="on the event's metadata; null: every event of the type")
    ] = None
    count: Annotated[StrictInt | None, Field(ge=1, le=MOST_EVENTS, description="so many are let through")] = (
        None
    )
    window_seconds: Annotated[StrictInt | None, Field(ge=1, le=LONGEST_WINDOW)] = None
    keep_first: Annotated[
        StrictBool | None, Field(description="of a burst the earliest event scores, and no other")
    ] = None
    active: StrictBool = True


class FilterDraft(FilterChange):
    """A filter as the API takes it: of attributes (event type, conditions or both), or of velocity (event type,
    count and window)."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [EXAMPLE, VELOCITY_EXAMPLE]}
    )

    kind: Kind


@dataclass(frozen=True, eq=False)
class FilterSaid:
    """A checked filter. Build it with `read`."""

    kind: Kind
    name: str
    event_type: str | None
    conditions: dict[str, Any] | None
    tree: Tree | None
    count: int | None
    window_seconds: int | None
    keep_first: bool | None
    active: bool

    @property
    def type_key(self) -> str | None:
        return fold(self.event_type) if self.event_type else None

    @property
    def window(self) -> timedelta:
        return timedelta(seconds=self.window_seconds or 0)

    @property
    def words(self) -> str:
        """What is suppressed, as a phrase."""
        what = title(self.event_type) if self.event_type else "Any event"
        if self.kind == "attribute":
            return f"{what} where {to_words(self.tree)}" if self.tree else what
        rest = "all but the first of a burst of" if self.keep_first else "what goes beyond"
        return f"{what}: {rest} {'more than ' if self.keep_first else ''}{self.count} in {_duration(self.window)}"

    def document(self) -> dict[str, Any]:
        """As the API writes it."""
        said: dict[str, Any] = {"name": self.name, "kind": self.kind, "event_type": self.event_type}
        if self.kind == "attribute":
            said["conditions"] = self.conditions
        else:
            said |= {
                "count": self.count,
                "window_seconds": self.window_seconds,
                "keep_first": self.keep_first,
            }
        return said | {"active": self.active}


def read(draft: FilterDraft) -> FilterSaid:
    """Raises Invalid naming the field that is wrong."""
    if draft.event_type is not None and not fold(draft.event_type):
        raise Invalid("Name an event type with at least one letter or digit.", field="event_type")
    tree = None
    if draft.kind == "attribute":
        tree = _conditions(draft)
    else:
        _check_velocity(draft)
    said = FilterSaid(
        draft.kind,
        draft.name or "",
        draft.event_type,
        draft.conditions,
        tree,
        draft.count,
        draft.window_seconds,
        bool(draft.keep_first) if draft.kind == "velocity" else None,
        draft.active,
    )
    return said if draft.name else _named(said)


def changed(said: FilterSaid, change: FilterChange) -> FilterSaid:
    """The filter with what was sent in place of what it said; a name that it told by itself follows. Raises Invalid."""
    named = {} if _told_by_itself(said) else {"name": said.name}
    document = {name: value for name, value in said.document().items() if name != "name"} | named
    return read(FilterDraft.model_validate(document | change.model_dump(exclude_unset=True)))


def _told_by_itself(said: FilterSaid) -> bool:
    """Then the name may carry a number."""
    return re.fullmatch(re.escape(_named(said).name) + r"( \(\d+\))?", said.name) is not None


def _conditions(draft: FilterDraft) -> Tree | None:
    for name in ("count", "window_seconds", "keep_first"):
        if getattr(draft, name) is not None:
            raise Invalid("This belongs to a velocity filter; leave it out.", field=name)
    if draft.event_type is None and draft.conditions is None:
        raise Invalid("Give an event type, conditions, or both: this would suppress everything.")
    if draft.conditions is None:
        return None
    tree = parse(draft.conditions, allowed=SCORING_RULES)
    if depends_on(tree).time:
        raise ConditionError(
            "conditions", "“in the last” changes with the day; a filter looks at the event alone."
        )
    return tree


def _check_velocity(draft: FilterDraft) -> None:
    if draft.conditions is not None:
        raise Invalid("Conditions belong to an attribute filter; leave them out.", field="conditions")
    missing = {
        "event_type": "Name the type of the events that are counted.",
        "count": "Say how many events are let through.",
        "window_seconds": "Say within how many seconds they are counted.",
    }
    for name, remedy in missing.items():
        if getattr(draft, name) is None:
            raise Invalid(remedy, field=name)


def _named(said: FilterSaid) -> FilterSaid:
    # what is compared with may be of several lines
    words = " ".join(said.words.split())
    words = words if len(words) <= 200 else f"{words[:199]}…"
    return replace(said, name=words if text.is_line(words) else "Filter")


def _duration(window: timedelta) -> str:
    seconds = int(window.total_seconds())
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds % size == 0:
            number = seconds // size
            return f"{number} {unit}{'s' if number != 1 else ''}"
    raise AssertionError("every number of seconds is one of seconds")
