from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.subject import Subject


class Move(NamedTuple):
    """A shown score that became another."""

    subject: Subject
    subject_id: UUID
    dimension: str
    before: int
    after: int


# A score that was there as the hour began is one of the hour's.
_RECORD = text("""
    INSERT INTO score_history AS h (workspace_id, subject, subject_id, dimension, at, last, low, high)
    SELECT :workspace_id, t.subject, t.subject_id, t.dimension, date_trunc('hour', cast(:now AS timestamptz), 'UTC'),
           t.after, least(t.before, t.after), greatest(t.before, t.after)
    FROM unnest(cast(:subjects AS text[]), cast(:subject_ids AS uuid[]), cast(:dimensions AS text[]),
                cast(:befores AS bigint[]), cast(:afters AS bigint[]))
      AS t (subject, subject_id, dimension, before, after)
    ON CONFLICT (workspace_id, subject, subject_id, dimension, at) DO UPDATE
    SET last = excluded.last, low = least(h.low, excluded.low), high = greatest(h.high, excluded.high)
""")


async def record(connection: Connection, workspace_id: UUID, moves: Collection[Move], now: datetime) -> None:
    """One statement for all of them; at most one of each score."""
    changed = [move for move in moves if move.before != move.after]
    if not changed:
        return
    subjects, subject_ids, dimensions, befores, afters = zip(*changed, strict=True)
    await connection.execute(
        _RECORD,
        {
            "workspace_id": workspace_id,
            "now": now,
            "subjects": list(subjects),
            "subject_ids": list(subject_ids),
            "dimensions": list(dimensions),
            "befores": list(befores),
            "afters": list(afters),
        },
    )
