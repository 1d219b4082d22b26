"""Leads that have been merged, or taken apart: how fast their events came is judged again, by the filters of each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kenbun.access.workspaces import Workspace
from kenbun.database import Connection
from kenbun.events.filters import job_queries
from kenbun.events.filters.again import changes, judge_leads
from kenbun.events.filters.loaded import filters_in_force
from kenbun.events.filters.pace import judge_stored
from kenbun.events.filters.verdict_queries import hold


async def judge_merged(
    connection: Connection, workspace: Workspace, lead_ids: Collection[UUID], now: datetime
) -> None:
    """What follows from stored events being suppressed or freed is the caller's: it makes these leads anew."""
    filters = await filters_in_force(connection, workspace)
    if filters.are_none:
        return
    place = (connection, workspace.workspace_id)
    passed = await _passed(connection, workspace.workspace_id, lead_ids)
    found = await judge_stored(*place, filters, set(lead_ids) - passed)
    # what came with a merge can be of somebody whom the job has yet to see, and it does not come back to these
    found += changes(await judge_leads(*place, filters, passed))
    if found:
        await hold(*place, found, now)


async def _passed(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> set[UUID]:
    """Those whom a job that judges history, if one is under way, has behind it."""
    job = await job_queries.running(connection, workspace_id)
    if job is None or job.lead_cursor is None:
        return set()
    return {lead_id for lead_id in lead_ids if lead_id <= job.lead_cursor}
