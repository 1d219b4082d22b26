"""The value that a field has at the moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

Slot = tuple[str, UUID, str]
"""A field of one lead or account: subject (`lead`, `account`), its id, the field's name."""


@dataclass(frozen=True, slots=True)
class Held:
    value: Any
    behaviour: str
    # time and message id of the event that brought it
    order: tuple[datetime, str]
