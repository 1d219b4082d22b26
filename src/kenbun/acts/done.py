"""What a piece of an act has come to."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID


class Done(NamedTuple):
    """To how many it made a difference, and up to which it is done with them; `leads` went with accounts."""

    changed: int
    upto: UUID | None
    passed: int
    leads: int = 0
