"""Something that a trigger waits for has happened to a lead or an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.segments.following.causes import SILENT
from kenbun.triggers.in_force import Active


class Span(NamedTuple):
    """After `since`, up to `until`: ticks."""

    since: datetime
    until: datetime


class Happening(NamedTuple):
    """`subject_id` is where it was shown, `part_id` who did it; `held`: why nothing is to be set off by it."""

    trigger: Active
    subject_id: UUID
    part_id: UUID
    at: datetime
    held: str | None
    cause: dict[str, Any]


def held_by(cause: str) -> str | None:
    """Why what comes of it is held back, where it is."""
    return cause if cause in SILENT else None
