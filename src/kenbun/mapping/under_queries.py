from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

Place = tuple[UUID, str, UUID]
"""An import, and a lead or an account of whom it has set something: subject and id."""

_BEFORES = text("""
    SELECT job_id, subject, subject_id, before FROM import_values
    WHERE workspace_id = :workspace_id AND job_id = ANY(cast(:job_ids AS uuid[]))
      AND subject_id = ANY(cast(:subject_ids AS uuid[]))
""")

# One that has been taken back asks for nothing any more.
_PUT = text("""
    INSERT INTO import_values AS v (workspace_id, job_id, subject, subject_id, before)
    SELECT :workspace_id, t.job_id, t.subject, t.subject_id, t.before
    FROM unnest(cast(:job_ids AS uuid[]), cast(:subjects AS text[]), cast(:subject_ids AS uuid[]),
                cast(:befores AS jsonb[])) AS t (job_id, subject, subject_id, before)
    JOIN import_jobs j ON j.workspace_id = :workspace_id AND j.job_id = t.job_id AND j.state <> 'undone'
    ON CONFLICT (workspace_id, job_id, subject, subject_id) DO UPDATE SET before = v.before || excluded.before
""")


async def befores(
    connection: Connection, workspace_id: UUID, job_ids: Collection[UUID], subject_ids: Collection[UUID]
) -> dict[Place, dict[str, Any]]:
    """By field, what it held before the import."""
    values = {"workspace_id": workspace_id, "job_ids": list(job_ids), "subject_ids": list(subject_ids)}
    rows = await connection.execute(_BEFORES, values)
    return {(row.job_id, row.subject, row.subject_id): row.before for row in rows}


async def put_befores(
    connection: Connection, workspace_id: UUID, found: Mapping[Place, Mapping[str, Any]]
) -> None:
    values = {
        "job_ids": [job_id for job_id, _, _ in found],
        "subjects": [subject for _, subject, _ in found],
        "subject_ids": [subject_id for _, _, subject_id in found],
        "befores": [json.dumps(fields) for fields in found.values()],
    }
    await connection.execute(_PUT, {"workspace_id": workspace_id} | values)
