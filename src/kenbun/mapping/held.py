"""The value that a field has at the moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

Whose = tuple[str, UUID]
"""One lead or account: subject (`lead`, `account`) and its id."""

Slot = tuple[str, UUID, str]
"""A field of it: the same, and the field's name."""


@dataclass(frozen=True, slots=True)
class Held:
    """What calls have said about a field. Where somebody has set it by hand, that is what is shown instead.

    `behaviour` is `none` where nothing but a value set by hand is there.
    """

    value: Any
    behaviour: str
    # time and message id of the event that brought it
    order: tuple[datetime, str]
    origin: str = ""
    by_hand: bool = False

    def document(self) -> dict[str, Any]:
        """As it is kept beside what took its place."""
        at, message_id = self.order
        return {
            "value": self.value,
            "behaviour": self.behaviour,
            "happened_at": at.isoformat(),
            "message_id": message_id,
            "origin": self.origin,
        }

    @classmethod
    def read(cls, document: dict[str, Any]) -> Self:
        order = (datetime.fromisoformat(document["happened_at"]), document["message_id"])
        return cls(document["value"], document["behaviour"], order, document["origin"])


class HeldValues(defaultdict[Whose, dict[str, Held]]):
    """Of leads and accounts what is held, by field. Of each one by one, as hashing an id takes its time."""

    def __init__(self) -> None:
        super().__init__(dict)

    def at(self, slot: Slot) -> Held | None:
        subject, subject_id, field = slot
        return self.of((subject, subject_id)).get(field)

    def of(self, whose: Whose) -> dict[str, Held]:
        return self.get(whose, _NOTHING)


_NOTHING: dict[str, Held] = {}


def by_subject(slots: Iterable[Slot]) -> dict[Whose, list[str]]:
    """The fields of each."""
    found: dict[Whose, list[str]] = {}
    for subject, subject_id, field in slots:
        found.setdefault((subject, subject_id), []).append(field)
    return found
