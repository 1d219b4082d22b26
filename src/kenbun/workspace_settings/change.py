"""Changing settings. Name and history days hold at once; zone and negative scores once all scores are made anew
beside those in force, like a publish; the session timeout lead by lead, as sessions are woven again."""

from __future__ import annotations

import asyncio
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.queries import setting_versions
from kenbun.access.ticks import tick
from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid
from kenbun.kit.ids import public
from kenbun.scoring import publish_queries, version_queries
from kenbun.stirred import stir_all
from kenbun.workspace_settings import queries
from kenbun.workspace_settings.settings import Settings, SettingsPatch

_POLL = 0.1


async def change_settings(
    connection: Connection, caller: Caller, patch: SettingsPatch, clock: Clock
) -> int | None:
    """Answers the number of the version that results are to follow, None where there is nothing to follow.

    The worker does the rest (`publish.build_opened`, `weave.weave_opened`). One such change at a time.
    """
    now = await tick(connection, caller.workspace_id, clock)
    before = Settings.of(await get_workspace(connection, caller.workspace_id))
    after = before.with_changes(patch)
    old, new = before.differences(after)
    if not new:
        return None
    if "time_zone" in new and not await queries.knows_zone(connection, after.time_zone):
        raise Invalid("The database does not know this time zone: choose another.", field="time_zone")
    await queries.change_workspace(
        connection, caller.workspace_id, name=after.name, history_days=after.history_days
    )
    subject = ("workspace", public("ws", caller.workspace_id))
    await audit.record(connection, caller, "workspace.change", subject, before=old, after=new, now=now)
    if not (before.moves_scores(after) or before.moves_sessions(after)):
        return None
    return await _open(connection, caller, before, after, now)


async def _open(
    connection: Connection, caller: Caller, before: Settings, after: Settings, now: datetime
) -> int:
    workspace_id = caller.workspace_id
    if await setting_versions.underway(connection, workspace_id):
        raise Conflict("Scores or sessions still follow an earlier change of settings: wait until they have.")
    if await version_queries.versions_building(connection, workspace_id):
        raise Conflict("A version is being published: wait until it is in force.")
    number = await setting_versions.open_next(
        connection,
        workspace_id,
        now,
        by=caller.name,
        time_zone=after.time_zone,
        negative_scores=after.negative_scores,
        session_timeout_minutes=after.session_timeout_minutes,
    )
    opened = 0
    if before.moves_scores(after):
        opened = await publish_queries.open_all(connection, workspace_id, number, now, by=caller.name)
    if not opened:
        await setting_versions.put_in_force(connection, workspace_id, number, now)
        await stir_all(connection, workspace_id, "settings")
    return number


async def wait_for(database: Database, workspace_id: UUID, patience: float) -> None:
    """Until results follow the settings, or for so many seconds."""
    for _ in range(int(patience / _POLL)):
        async with database.snapshot() as connection:
            if await setting_versions.underway(connection, workspace_id) is None:
                return
        await asyncio.sleep(_POLL)
