"""The rows of jobs that apply a mapping to what is stored, and what they have found so far."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, text, update

from kenbun.database import Connection
from kenbun.mapping.assertions import Assertion
from kenbun.mapping.tables import mapping_jobs as jobs

_RUNNING = ("reading", "settling")

# The better of two: as Assertion.stands_over has it.
_OFFER = text("""
    INSERT INTO mapping_candidates AS c (workspace_id, job_id, subject_id, value, behaviour, happened_at, message_id)
    SELECT :workspace_id, :job_id, t.subject_id, t.value, t.behaviour, t.happened_at, t.message_id
    FROM unnest(cast(:subject_ids AS uuid[]), cast(:values AS jsonb[]), cast(:behaviours AS text[]),
                cast(:happened AS timestamptz[]), cast(:message_ids AS text[]))
      AS t (subject_id, value, behaviour, happened_at, message_id)
    ON CONFLICT (workspace_id, job_id, subject_id) DO UPDATE
    SET value = excluded.value, behaviour = excluded.behaviour, happened_at = excluded.happened_at,
        message_id = excluded.message_id
    WHERE CASE WHEN c.behaviour <> excluded.behaviour THEN excluded.behaviour = 'latest'
               WHEN c.behaviour = 'latest'
               THEN (excluded.happened_at, excluded.message_id) > (c.happened_at, c.message_id)
               ELSE (excluded.happened_at, excluded.message_id) < (c.happened_at, c.message_id) END
""")

_NEXT = text("""
    SELECT subject_id, value, behaviour, happened_at, message_id FROM mapping_candidates
    WHERE workspace_id = :workspace_id AND job_id = :job_id
    ORDER BY subject_id
    LIMIT :limit
""")

_DROP = text("""
    DELETE FROM mapping_candidates
    WHERE workspace_id = :workspace_id AND job_id = :job_id AND subject_id = ANY(cast(:ids AS uuid[]))
""")

_DROP_SOME = text("""
    DELETE FROM mapping_candidates
    WHERE workspace_id = :workspace_id AND (job_id, subject_id) IN (
        SELECT c.job_id, c.subject_id FROM mapping_candidates c
        LEFT JOIN mapping_jobs j ON j.workspace_id = :workspace_id AND j.job_id = c.job_id
        WHERE c.workspace_id = :workspace_id AND coalesce(j.state, 'failed') = 'failed'
        LIMIT 10000)
""")


async def add_job(connection: Connection, workspace_id: UUID, **values: Any) -> None:
    await connection.execute(insert(jobs).values(workspace_id=workspace_id, state="reading", **values))


async def running(connection: Connection, workspace_id: UUID) -> Row[Any] | None:
    found = select(jobs).where(jobs.c.workspace_id == workspace_id, jobs.c.state.in_(_RUNNING))
    return (await connection.execute(found)).one_or_none()


async def take_running(connection: Connection, workspace_id: UUID) -> Row[Any] | None:
    """Holds the job to the end of the transaction; None where there is none, or another process is at it."""
    found = select(jobs).where(jobs.c.workspace_id == workspace_id, jobs.c.state.in_(_RUNNING))
    return (await connection.execute(found.with_for_update(skip_locked=True))).one_or_none()


async def latest(connection: Connection, workspace_id: UUID, mapping_id: UUID) -> Row[Any] | None:
    found = (
        select(jobs)
        .where(jobs.c.workspace_id == workspace_id, jobs.c.mapping_id == mapping_id)
        .order_by(jobs.c.created_at.desc())
        .limit(1)
    )
    return (await connection.execute(found)).one_or_none()


async def set_job(connection: Connection, workspace_id: UUID, job_id: UUID, **values: Any) -> None:
    await connection.execute(
        update(jobs).where(jobs.c.workspace_id == workspace_id, jobs.c.job_id == job_id).values(**values)
    )


async def fail(connection: Connection, workspace_id: UUID, job_id: UUID, error: str, now: datetime) -> None:
    await set_job(connection, workspace_id, job_id, state="failed", error=error[:500], ended_at=now)


async def offer(
    connection: Connection, workspace_id: UUID, job_id: UUID, candidates: Collection[Assertion]
) -> None:
    """At most one for each lead or account."""
    if candidates:
        await connection.execute(
            _OFFER,
            {
                "workspace_id": workspace_id,
                "job_id": job_id,
                "subject_ids": [one.subject_id for one in candidates],
                "values": [json.dumps(one.value) for one in candidates],
                "behaviours": [one.behaviour for one in candidates],
                "happened": [one.happened_at for one in candidates],
                "message_ids": [one.message_id for one in candidates],
            },
        )


async def next_candidates(
    connection: Connection, workspace_id: UUID, job_id: UUID, limit: int
) -> Sequence[Row[Any]]:
    values = {"workspace_id": workspace_id, "job_id": job_id, "limit": limit}
    return (await connection.execute(_NEXT, values)).all()


async def drop_candidates(
    connection: Connection, workspace_id: UUID, job_id: UUID, ids: Collection[UUID]
) -> None:
    await connection.execute(_DROP, {"workspace_id": workspace_id, "job_id": job_id, "ids": list(ids)})


async def drop_left_over(connection: Connection, workspace_id: UUID) -> bool:
    """What jobs that have failed, or are gone, have found; answers whether there was any."""
    return (await connection.execute(_DROP_SOME, {"workspace_id": workspace_id})).rowcount > 0
