from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_ADD = text("""
    INSERT INTO score_moves (workspace_id, at, subject, dimension, cause, subject_ids, befores, afters, event_ids, held)
    VALUES (:workspace_id, :now, :subject, :dimension, :cause, cast(:subject_ids AS uuid[]),
            cast(:befores AS bigint[]), cast(:afters AS bigint[]), cast(:event_ids AS uuid[]), cast(:held AS text[]))
""")

# Small enough for its row to be read at once.
_AT_ONCE = 20_000


async def add(
    connection: Connection,
    workspace_id: UUID,
    subject: str,
    dimension: str,
    steps: Sequence[Any],
    now: datetime,
    cause: str,
) -> None:
    for start in range(0, len(steps), _AT_ONCE):
        subject_ids, befores, afters, event_ids, held = zip(*steps[start : start + _AT_ONCE], strict=True)
        values = {
            "workspace_id": workspace_id,
            "now": now,
            "subject": subject,
            "dimension": dimension,
            "cause": cause,
            "subject_ids": list(subject_ids),
            "befores": list(befores),
            "afters": list(afters),
            "event_ids": list(event_ids) if any(event_ids) else None,
            "held": list(held) if any(held) else None,
        }
        await connection.execute(_ADD, values)
