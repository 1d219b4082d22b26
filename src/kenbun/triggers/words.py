"""A trigger as people say it: what it waits for, how often it fires, and what happened when it did.

Read from the JSON that is stored and answered:

| kind | its fields |
|---|---|
| milestone | `dimension`, `direction` (up, down), `threshold`, `event_type` (or null) |
| sequence | `steps` (types of events), `ordered`, `within_seconds` |
| surge | `event_type` (or null), `count`, `within_seconds`; of an account's surge `account_surge`: true alone |
| segment | `segment_id`, `on` (enter, leave) |
| level | `dimension`, `level`, `on` (enter, leave) |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kenbun.conditions import to_words
from kenbun.conditions.to_words.said import Names
from kenbun.conditions.to_words.times import duration
from kenbun.segments.language.check import read_stored

Json = Mapping[str, Any]

_WHO = {"lead": "A lead", "account": "An account"}
_DIMENSIONS = {"account_engagement": "engagement"}
"""As people call them beside the subject, where that is otherwise."""
_DOES = {"lead": "does", "account": "has people do"}
_CROSSES = {"up": "reaches", "down": "falls below"}
_PASSES = {"enter": "enters", "leave": "leaves"}


def waits_for(kind: str, subject: str, definition: Json, names: Names) -> str:
    """`A lead's engagement score reaches 50 with a Page View`; without a full stop."""
    who = _WHO[subject]
    if kind == "milestone":
        return f"{who}'s {_milestone(definition)}"
    if kind == "sequence":
        return f"{who} {_DOES[subject]} {_sequence(definition)}"
    if kind == "segment":
        named = names.get(definition["segment_id"], definition["segment_id"])
        return f"{who} {_PASSES[definition['on']]} the segment “{named}”"
    if kind == "level":
        named = f"{score_of(definition['dimension'])} level {definition['level']}"
        return f"{who} {_PASSES[definition['on']]} the {named}"
    if definition.get("account_surge"):
        return f"{who} surges"
    return f"{who} {_DOES[subject]} {_surge(definition)}"


def sentence(document: Json, names: Names) -> str:
    """The whole of a trigger, as the API answers it: `An account surges, if …, each time`."""
    kind, subject = document["kind"], document["subject"]
    words = waits_for(kind, subject, document, names)
    if document["conditions"] is not None:
        words += f", if {to_words(read_stored(subject, document['conditions']), names)}"
    return f"{words}; {how_often(document['fire'], document['cooldown_seconds'], subject)}"


def how_often(fire: str, cooldown_seconds: int, subject: str) -> str:
    """`each time, for one lead at most once in 7 days`"""
    if fire == "once":
        return f"once for each {subject}"
    if not cooldown_seconds:
        return "each time"
    return f"each time, for one {subject} at most once in {duration(cooldown_seconds)}"


def does(outputs: Sequence[Json], names: Names) -> str:
    """`Tells its owner; sends to “CRM”; sets title to “CTO”`"""
    words = "; ".join(output_words(one, names) for one in outputs)
    return f"{words[:1].upper()}{words[1:]}" if words else "Tells nobody: it is on record alone"


def output_words(output: Json, names: Names) -> str:
    """One thing that it does, of a sentence's end."""
    match output:
        case {"channel_id": channel}:
            words = f"sends to “{names.get(channel, 'a channel that is gone')}”"
        case {"act": "notify", "members": members}:
            words = f"tells {_people(members, names)}"
        case {"act": "assign", "owners": owners}:
            people = [names.get(one, one) for one in owners]
            turn = " in turn" if len(people) > 1 else ""
            words = f"assigns it to {listed(people, link='or')}{turn}"
        case {"act": "set_field", "field": field, "value": value}:
            said = ("yes" if value else "no") if isinstance(value, bool) else f"“{value}”"
            words = f"sets {field.replace('_', ' ')} to {said}"
        case {"act": "add_to_segment", "segment_id": segment}:
            words = f"adds it to the segment “{names.get(segment, segment)}”"
        case {"act": "take_out_of_segment", "segment_id": segment}:
            words = f"takes it out of the segment “{names.get(segment, segment)}”"
        case _:
            words = "tells its owner"
    return words


def score_of(dimension: str) -> str:
    """`engagement`, `profile`, `account`"""
    return _DIMENSIONS.get(dimension, dimension)


def _people(members: str | Sequence[str], names: Names) -> str:
    if isinstance(members, str):
        return "all admins" if members == "admins" else "everyone"
    return listed([names.get(one, one) for one in members])


def listed(words: Sequence[str], most: int = 3, link: str = "and") -> str:
    """`Ada, Bob and 4 more`"""
    named = list(words[:most]) if len(words) <= most else [*words[: most - 1]]
    rest = len(words) - len(named)
    if rest:
        named.append(f"{rest:,} more")
    return f" {link} ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))


def _milestone(definition: Json) -> str:
    crossing = f"{_CROSSES[definition['direction']]} {definition['threshold']:,}"
    words = f"{score_of(definition['dimension'])} score {crossing}"
    return f"{words} with the event {definition['event_type']}" if definition.get("event_type") else words


def _sequence(definition: Json) -> str:
    steps, window = definition["steps"], duration(definition["within_seconds"])
    if definition["ordered"]:
        return f"{', then '.join(steps)} within {window}"
    return f"{listed(steps, most=len(steps))}, in any order, within {window}"


def _surge(definition: Json) -> str:
    named = definition.get("event_type") or "anything"
    count = definition["count"]
    times = "once" if count == 1 else f"{count:,} times"
    return f"{named} {times} within {duration(definition['within_seconds'])}"
