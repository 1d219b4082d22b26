"""The value that a field has at the moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

Slot = tuple[str, UUID, str]
"""A field of one lead or account: subject (`lead`, `account`), its id, the field's name."""


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
