"""What can be looked at in one place, and by which operators, as the builder in the browser reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kenbun.conditions import OPERATORS
from kenbun.conditions.counts import WORDS
from kenbun.conditions.operators import COMPARING_NUMBERS, FieldType
from kenbun.events.types import CHANNELS
from kenbun.mapping.fields import FieldKind

Kind = Literal["field", "count", "did", "sequence", "score", "level", "activity", "days", "size", "choice"]
"""How a condition is asked for: each is a file, or a part of one, in `js/builder/leaves`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value as JSON has it, and as people call it."""

    value: str | bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a condition can be about. `verb` stands before a choice; `choices` are all the values there are."""

    name: str
    words: str
    group: str
    leaf: Kind
    type: FieldType | None = None
    choices: tuple[Choice, ...] = ()
    verb: str | None = None


def of_events() -> str:
    """For rules and filters, which look at an event's metadata alone."""
    return _written(None, ())


def of(subjects: Sequence[Subject], types: Iterable[str]) -> str:
    """For places that look at leads or accounts: the first subject is what a new condition begins with."""
    return _written(subjects, types)


def field_subjects(fields: Iterable[FieldKind], group: str) -> list[Subject]:
    return [
        Subject(f"{one.subject}.{one.name}", one.label, group, "field", one.compares_as) for one in fields
    ]


def count_subjects() -> list[Subject]:
    return [
        Subject(f"count.{what}", f"Number of {words}", "Activity", "count", "number")
        for what, words in WORDS.items()
    ]


def _written(subjects: Sequence[Subject] | None, types: Iterable[str]) -> str:
    return json.dumps(
        {
            "operators": [
                {
                    "name": one.name,
                    "words": one.words,
                    "value": one.value,
                    "fits": sorted(one.fits),
                    "counts": one.name in COMPARING_NUMBERS,
                }
                for one in OPERATORS.values()
                # an event does not change: nothing that is asked of it alone moves with the day
                if subjects is not None or one.value != "days"
            ],
            "subjects": None if subjects is None else [_subject(one) for one in subjects],
            "event_types": [{"value": name} for name in types],
            "channels": list(CHANNELS),
        }
    )


def _subject(subject: Subject) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": subject.name,
        "words": subject.words,
        "group": subject.group,
        "leaf": subject.leaf,
        "type": subject.type,
    }
    if subject.choices or subject.leaf in ("level", "choice"):
        found["choices"] = [[one.value, one.words] for one in subject.choices]
    if subject.verb is not None:
        found["verb"] = subject.verb
    return found
