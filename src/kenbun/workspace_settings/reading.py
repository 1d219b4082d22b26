"""The settings as they hold, and how far results follow those that were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access.queries import setting_versions
from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection
from kenbun.workspace_settings import queries
from kenbun.workspace_settings.settings import Settings

MOST_VERSIONS = 100


@dataclass(frozen=True, slots=True)
class Change:
    """A version of the settings that alter results. `done` of `total` leads or accounts follow it already."""

    number: int
    time_zone: str
    session_timeout_minutes: int
    negative_scores: bool
    state: str
    done: int
    total: int | None
    error: str | None
    created_at: datetime
    created_by: str
    in_force_from: datetime | None
    in_force_to: datetime | None


@dataclass(frozen=True, slots=True)
class Reading:
    settings: Settings
    # what is under way, or has failed as the last of all
    change: Change | None


async def read_settings(connection: Connection, workspace_id: UUID) -> Reading:
    settings = Settings.of(await get_workspace(connection, workspace_id))
    [latest] = await setting_versions.latest(connection, workspace_id, 1)
    follows = latest.state in ("in_force", "past")
    return Reading(settings, None if follows else await _change(connection, workspace_id, latest))


async def read_versions(connection: Connection, workspace_id: UUID) -> list[Change]:
    """The latest first."""
    rows = await setting_versions.latest(connection, workspace_id, MOST_VERSIONS)
    return [await _change(connection, workspace_id, row) for row in rows]


async def _change(connection: Connection, workspace_id: UUID, row: Any) -> Change:
    done, total = row.leads_done, row.leads_total
    if row.state == "building":
        progress = await queries.progress_of_scores(connection, workspace_id, row.number)
        done, total = progress.done, progress.total
    return Change(
        number=row.number,
        time_zone=row.time_zone,
        session_timeout_minutes=row.session_timeout_minutes,
        negative_scores=row.negative_scores,
        state=row.state,
        done=done,
        total=total,
        error=row.error,
        created_at=row.created_at,
        created_by=row.created_by,
        in_force_from=row.in_force_from,
        in_force_to=row.in_force_to,
    )
