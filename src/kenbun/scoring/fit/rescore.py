"""Fit scores follow the fields: whoever changes fields calls `rescore`, under the workspace's tick."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.levels.changes import level_changes
from kenbun.levels.queries import add_level_changes, bands_in_force
from kenbun.scoring import build_queries
from kenbun.scoring.fit import score_queries, version_queries
from kenbun.scoring.fit.rules import FitDimension
from kenbun.scoring.fit.versions import FitVersion
from kenbun.scoring.history.record import record_fit
from kenbun.scoring.moves import note_moves
from kenbun.stirred import stir


async def rescore(
    connection: Connection,
    workspace_id: UUID,
    dimension: FitDimension,
    ids: Collection[UUID],
    now: datetime,
    cause: str,
    held: Mapping[UUID, str] | None = None,
) -> int:
    """Works out these subjects' scores under every version in force; answers how many scores became others.

    `cause` stands with the level changes: event, hand, mapping or rescore. `held` says of whom it is no news.
    """
    if not ids:
        return 0
    await build_queries.touch(connection, workspace_id, dimension, ids)
    changed = 0
    for version in await version_queries.versions_in_force(connection, workspace_id, dimension):
        changed += await score_queries.keep_scores(connection, workspace_id, version, ids)
        if version.is_primary:
            await show(connection, workspace_id, version, now, cause, ids, held)
    return changed


async def show(
    connection: Connection,
    workspace_id: UUID,
    version: FitVersion,
    now: datetime,
    cause: str,
    ids: Collection[UUID] | None = None,
    held: Mapping[UUID, str] | None = None,
) -> int:
    """Lists follow the primary ruleset's version, and levels follow the lists. Answers how many scores moved."""
    moved = await score_queries.show_scores(connection, workspace_id, version, ids)
    if moved:
        bands = await bands_in_force(connection, workspace_id, version.dimension)
        changes = level_changes(bands, map(tuple, moved))
        await add_level_changes(
            connection, workspace_id, version.dimension, changes, cause, now, subject=version.subject
        )
    moves: list[Any] = [tuple(row) for row in moved]
    await note_moves(connection, workspace_id, version.subject, version.dimension, moves, now, cause, held)
    if cause not in ("event", "import", "publish"):
        await stir(connection, workspace_id, version.subject, [one for one, *_ in moved], cause)
    if cause != "publish":
        await record_fit(connection, workspace_id, version.dimension, map(tuple, moved), now)
    return len(moved)
