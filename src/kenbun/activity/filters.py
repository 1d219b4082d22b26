"""What the lists of events and sessions can be filtered by, as a person asks for it; blank is not given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self

from kenbun.events.types import CHANNELS
from kenbun.kit.days import in_order, read_day
from kenbun.kit.errors import Invalid
from kenbun.kit.text import storable

_LONGEST = 1_000
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Filters:
    """`lead` is a lead's id or what people type to find one, `account` likewise; `segment` is the id of one whose
    members these are of, or the accounts in it; days are of the workspace's zone, and both ends are included; `channel`
    is that of events, or one of those of a session."""

    lead: str | None = None
    account: str | None = None
    segment: str | None = None
    since: date | None = None
    until: date | None = None
    channel: str | None = None

    def __post_init__(self) -> None:
        if self.channel is not None and self.channel not in CHANNELS:
            raise Invalid(f"Use one of {', '.join(CHANNELS)}.", field="channel")
        in_order(self.since, self.until)

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """From a URL or a form; what is no filter is not looked at. Raises Invalid naming what is wrong."""
        named = {_NAMES.get(one.name, one.name): one.name for one in fields(cls)}
        given = {named[name]: text.strip() for name, text in pairs if name in named and text.strip()}
        return cls(**{name: _value(name, text) for name, text in given.items()})

    @property
    def narrow(self) -> bool:
        return self != type(self)()

    def pairs(self) -> list[tuple[str, str]]:
        """The same as a URL has it; equal filters read the same."""
        given = {name: value for name, value in asdict(self).items() if value is not None}
        return [(_NAMES.get(name, name), _spelled(value)) for name, value in given.items()]


@dataclass(frozen=True, slots=True)
class EventFilters(Filters):
    """`campaign` is exact; `suppressed`: those alone that filters keep from scoring, or that they do not; `hidden`: of
    hidden types alone, or of all others."""

    event_type: str | None = None
    campaign: str | None = None
    suppressed: bool | None = None
    hidden: bool | None = None


# Names that Python keeps for itself, or that say less there.
_NAMES = {"since": "from", "until": "to"}


def _value(name: str, text: str) -> Any:
    shown = _NAMES.get(name, name)
    if len(text) > _LONGEST or not storable(text):
        raise Invalid(f"Must be at most {_LONGEST:,} characters of storable text.", field=shown)
    if name in ("since", "until"):
        return read_day(text, shown)
    if name in ("suppressed", "hidden"):
        if text not in _TRUTH:
            raise Invalid("Use yes or no.", field=shown)
        return _TRUTH[text]
    return text


def _spelled(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
