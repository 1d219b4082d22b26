"""Moves of shown scores, on record as they happened: by whoever moves one, in the same transaction, under the tick.

Recorded history (`scoring.history`) keeps what charts need, by the hour. These keep each move with its cause, in order:
what is set off by a score is judged by them, live and in simulations of past days alike (`kenbun.triggers`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from kenbun.database import Connection
from kenbun.scoring import moves_queries as queries

Subject = Literal["lead", "account"]


class Step(NamedTuple):
    """A score before and after an event. `held`: why nothing is to be set off by it, where it is no news."""

    subject_id: UUID
    before: int
    after: int
    event_id: UUID | None = None
    held: str | None = None


async def note_moves(
    connection: Connection,
    workspace_id: UUID,
    subject: Subject,
    dimension: str,
    moves: Iterable[tuple[UUID, int, int]],
    now: datetime,
    cause: str,
    held: Mapping[UUID, str] | None = None,
) -> None:
    """(id, before, after) of each; those that stayed are passed over. `held` says of whom they are no news."""
    why = held or {}
    steps = [Step(one, before, after, None, why.get(one)) for one, before, after in moves if before != after]
    await note_steps(connection, workspace_id, subject, dimension, steps, now, cause)


async def note_steps(
    connection: Connection,
    workspace_id: UUID,
    subject: Subject,
    dimension: str,
    steps: Sequence[Step],
    now: datetime,
    cause: str,
) -> None:
    """In the order in which they happened."""
    if steps:
        await queries.add(connection, workspace_id, subject, dimension, steps, now, cause)
