"""Something that a trigger waits for has happened to a lead or an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.triggers.in_force import Active
from kenbun.triggers.spans import Place


class Happening(NamedTuple):
    """`subject_id` is where it was shown, `part_id` who did it; `held`: why nothing is to be set off by it."""

    trigger: Active
    subject_id: UUID
    part_id: UUID
    at: datetime
    held: str | None
    cause: dict[str, Any]

    @property
    def place(self) -> Place:
        return Place(self.at, self.subject_id)
