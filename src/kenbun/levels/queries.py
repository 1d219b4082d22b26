from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.levels.bands import Bands
from kenbun.levels.changes import LevelChange
from kenbun.subject import Subject

_IN_FORCE = text("""
    SELECT bands FROM level_sets
    WHERE workspace_id = :workspace_id AND dimension = :dimension AND in_force_to IS NULL
""")

_IN_FORCE_AT = text("""
    SELECT bands FROM level_sets
    WHERE workspace_id = :workspace_id AND dimension = :dimension
      AND in_force_from <= :at AND (in_force_to IS NULL OR in_force_to > :at)
""")

_ALL_IN_FORCE = text("""
    SELECT dimension, bands FROM level_sets WHERE workspace_id = :workspace_id AND in_force_to IS NULL
""")

_ALL_IN_FORCE_AT = text("""
    SELECT dimension, bands FROM level_sets
    WHERE workspace_id = :workspace_id AND in_force_from <= :at AND (in_force_to IS NULL OR in_force_to > :at)
""")

_ADD_SET = text("""
    INSERT INTO level_sets (workspace_id, dimension, version, bands, in_force_from)
    VALUES (:workspace_id, :dimension, 1, cast(:bands AS jsonb), :in_force_from)
""")

_ADD_CHANGES = text("""
    INSERT INTO level_changes (workspace_id, subject, subject_id, dimension, from_level, to_level, score,
                               changed_at, cause)
    SELECT :workspace_id, :subject, t.subject_id, :dimension, t.from_level, t.to_level, t.score, :now, :cause
    FROM unnest(cast(:subject_ids AS uuid[]), cast(:from_levels AS text[]), cast(:to_levels AS text[]),
                cast(:scores AS bigint[])) AS t (subject_id, from_level, to_level, score)
""")

_OF_LEAD = text("""
    SELECT dimension, from_level, to_level, score, changed_at, cause FROM level_changes
    WHERE workspace_id = :workspace_id AND subject = 'lead' AND subject_id = :lead_id
      AND changed_at >= :since AND changed_at < :until
    ORDER BY changed_at DESC, change_id DESC
    LIMIT :limit
""")


async def bands_in_force(
    connection: Connection, workspace_id: UUID, dimension: str, at: datetime | None = None
) -> Bands:
    """The bands now, or as they were at a time."""
    values: dict[str, Any] = {"workspace_id": workspace_id, "dimension": dimension}
    if at is None:
        row = (await connection.execute(_IN_FORCE, values)).scalar()
    else:
        row = (await connection.execute(_IN_FORCE_AT, values | {"at": at})).scalar()
    return Bands.read(row or [])


async def all_bands_in_force(
    connection: Connection, workspace_id: UUID, at: datetime | None = None
) -> dict[str, Bands]:
    """By dimension."""
    values: dict[str, Any] = {"workspace_id": workspace_id}
    if at is None:
        rows = await connection.execute(_ALL_IN_FORCE, values)
    else:
        rows = await connection.execute(_ALL_IN_FORCE_AT, values | {"at": at})
    return {row.dimension: Bands.read(row.bands) for row in rows.all()}


async def add_bands(
    connection: Connection, workspace_id: UUID, dimension: str, bands: list[dict[str, Any]], now: datetime
) -> None:
    await connection.execute(
        _ADD_SET,
        {
            "workspace_id": workspace_id,
            "dimension": dimension,
            "bands": json.dumps(bands),
            "in_force_from": now,
        },
    )


async def add_level_changes(
    connection: Connection,
    workspace_id: UUID,
    dimension: str,
    changes: list[LevelChange],
    cause: str,
    now: datetime,
    *,
    subject: Subject = "lead",
) -> None:
    if changes:
        await connection.execute(
            _ADD_CHANGES,
            {
                "workspace_id": workspace_id,
                "dimension": dimension,
                "cause": cause,
                "now": now,
                "subject": subject,
                "subject_ids": [change.subject_id for change in changes],
                "from_levels": [change.from_level for change in changes],
                "to_levels": [change.to_level for change in changes],
                "scores": [change.score for change in changes],
            },
        )


async def level_changes_of(
    connection: Connection,
    workspace_id: UUID,
    lead_id: UUID,
    since: datetime,
    until: datetime,
    limit: int = 500,
) -> list[dict[str, Any]]:
    """The latest of the lead's moves between levels in [since, until), the latest first."""
    values = {"workspace_id": workspace_id, "lead_id": lead_id, "since": since, "until": until}
    rows = await connection.execute(_OF_LEAD, values | {"limit": limit})
    return [dict(row._mapping) for row in rows]
