"""What a trigger of each kind waits for: the fields that it takes, and what they may say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kenbun.kit.errors import Invalid
from kenbun.levels.dimensions import SCORED
from kenbun.triggers.drafts import Kind, Subject

Definition = dict[str, Any]

_SUBJECTS = {"lead": "leads", "account": "accounts"}
_FIELDS: dict[Kind, frozenset[str]] = {
    "milestone": frozenset({"dimension", "direction", "threshold", "event_type"}),
    "sequence": frozenset({"steps", "ordered", "within_seconds"}),
    "surge": frozenset({"event_type", "count", "within_seconds", "account_surge"}),
    "segment": frozenset({"segment_id", "on"}),
    "level": frozenset({"dimension", "level", "on"}),
}
FIELDS: frozenset[str] = frozenset().union(*_FIELDS.values())


def definition_of(kind: Kind, subject: Subject, given: Mapping[str, Any]) -> Definition:
    """The fields of its kind, each there, as they are kept. Raises Invalid naming the one that is wrong."""
    said = {name: value for name, value in given.items() if value is not None}
    for name in said:
        if name not in _FIELDS[kind]:
            raise Invalid(f"A {kind} trigger has no {name}: leave it out.", field=name)
    return _CHECKS[kind](subject, said)


def _milestone(subject: Subject, said: Mapping[str, Any]) -> Definition:
    dimension = _dimension(subject, said)
    event_type = said.get("event_type")
    if event_type is not None and dimension != "engagement":
        raise Invalid(
            "Only a lead's engagement score moves with an event: leave the type out.", field="event_type"
        )
    return {
        "dimension": dimension,
        "direction": _there(said, "direction", "Say whether the score goes up or down."),
        "threshold": _there(said, "threshold", "Give the score that is to be reached."),
        "event_type": event_type,
    }


def _sequence(_: Subject, said: Mapping[str, Any]) -> Definition:
    return {
        "steps": _there(said, "steps", "Name two to ten types of events."),
        "ordered": said.get("ordered", True),
        "within_seconds": _there(said, "within_seconds", "Give the seconds in which all of them happen."),
    }


def _surge(subject: Subject, said: Mapping[str, Any]) -> Definition:
    if said.get("account_surge"):
        if subject != "account":
            raise Invalid("Only accounts surge by themselves: give a count of events.", field="account_surge")
        for name in ("event_type", "count", "within_seconds"):
            if name in said:
                raise Invalid(
                    "An account's surge goes by the numbers in the settings: leave it out.", field=name
                )
        return {"account_surge": True}
    return {
        "event_type": said.get("event_type"),
        "count": _there(said, "count", "Give how many events make a surge."),
        "within_seconds": _there(said, "within_seconds", "Give the seconds in which they happen."),
        "account_surge": False,
    }


def _segment(_: Subject, said: Mapping[str, Any]) -> Definition:
    return {
        "segment_id": _there(said, "segment_id", "Name the segment by its id."),
        "on": _there(said, "on", "Say whether it is entered or left."),
    }


def _level(subject: Subject, said: Mapping[str, Any]) -> Definition:
    return {
        "dimension": _dimension(subject, said),
        "level": _there(said, "level", "Name the level."),
        "on": _there(said, "on", "Say whether it is entered or left."),
    }


_CHECKS: dict[Kind, Callable[[Subject, Mapping[str, Any]], Definition]] = {
    "milestone": _milestone,
    "sequence": _sequence,
    "surge": _surge,
    "segment": _segment,
    "level": _level,
}


def _dimension(subject: Subject, said: Mapping[str, Any]) -> str:
    known = [name for name, scored in SCORED.items() if scored.subject == subject]
    dimension: str = _there(said, "dimension", f"Give one of: {', '.join(known)}.")
    if dimension not in known:
        raise Invalid(f"Of {_SUBJECTS[subject]}, give one of: {', '.join(known)}.", field="dimension")
    return dimension


def _there(said: Mapping[str, Any], name: str, remedy: str) -> Any:
    if name not in said:
        raise Invalid(remedy, field=name)
    return said[name]
