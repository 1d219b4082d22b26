"""The previous engagement score, by which lists are sorted: what each lead had thirty days ago, by today's knowledge.

It is for the beginning of a day in the workspace's zone, and worked out once a day for all leads, some at a time; again
where other rules come into force, and for leads whose events of that time become others.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.access.ticks import tick
from kenbun.access.workspaces import get_workspace
from kenbun.batch import Batch
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock, day_of, midnight
from kenbun.scoring.history import previous_queries as queries
from kenbun.scoring.history.read import primary_version
from kenbun.scoring.history.trend import engagement_then
from kenbun.scoring.version_queries import versions_building

AGO = timedelta(days=30)
# Few enough that batches hardly wait.
_AT_ONCE = 2_000


async def look_back_all(database: Database, workspace_id: UUID, clock: Clock) -> None:
    """To the end of what there is to do."""
    while await _look_back_some(database, workspace_id, clock):
        pass


async def note_late(connection: Connection, batch: Batch) -> None:
    """Whose score of then may have become another by this batch."""
    late = {call.lead_id for call in batch.events if batch.now - call.happened_at >= AGO - timedelta(days=2)}
    await queries.add_due(connection, batch.workspace_id, late | batch.changed_leads)


def as_of(now: datetime, zone: str) -> datetime:
    """The beginning of the day thirty days before today."""
    return midnight(day_of(now, zone) - AGO, zone)


async def _look_back_some(database: Database, workspace_id: UUID, clock: Clock) -> bool:
    """Answers whether there may be more to do."""
    async with database.transaction() as connection:
        place = (connection, workspace_id)
        version = await primary_version(*place)
        zone = (await get_workspace(*place)).time_zone
        # one that is about to be another's needs none of it, and both together would take twice as long
        if version is None or await versions_building(*place):
            return False
        if not await _anything(*place, version.version_id, as_of(clock(), zone)):
            return False
        then = as_of(await tick(connection, workspace_id, clock), zone)
        # another process may have gone on while this one waited
        sweep = await queries.sweep(*place)
        if sweep is None or (sweep.version_id, sweep.as_of) != (version.version_id, then):
            await queries.begin(*place, version.version_id, then)
            sweep = await queries.sweep(*place)
        assert sweep is not None
        if sweep.upto is None:
            lead_ids: Collection[UUID] = await queries.take_due(*place, _AT_ONCE)
        else:
            lead_ids = await queries.next_leads(*place, sweep.upto, _AT_ONCE)
            await queries.go_on(*place, lead_ids[-1] if lead_ids else None)
        scores = dict.fromkeys(lead_ids, 0) | await engagement_then(*place, version, lead_ids, then)
        await queries.show(*place, scores)
        return bool(lead_ids) or sweep.upto is not None


async def _anything(connection: Connection, workspace_id: UUID, version_id: UUID, then: datetime) -> bool:
    """Looked for before the tick is taken, which tells every open page to look again."""
    place = (connection, workspace_id)
    sweep = await queries.sweep(*place)
    if sweep is None or (sweep.version_id, sweep.as_of) != (version_id, then) or sweep.upto is not None:
        return bool(await queries.next_leads(*place, queries.FIRST, 1))
    return await queries.any_due(*place)
