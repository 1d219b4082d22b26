"""The value that a field has at the moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
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
