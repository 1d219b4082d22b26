"""The way of an accepted call into scores: a batch of one workspace, one transaction, one stage after the other."""

from uuid import UUID

from kenbun.access.ticks import tick
from kenbun.access.workspaces import get_workspace
from kenbun.batch import Batch, Call, Standing, queries, standing_queries
from kenbun.committee.stage import mark_committees
from kenbun.conversions.detect import convert
from kenbun.database import Connection, Database
from kenbun.events.activity_queries import count_events
from kenbun.events.done_queries import note_done, note_done_again
from kenbun.events.filters.stage import filter_by_metadata, filter_by_pace
from kenbun.events.type_queries import ensure_types
from kenbun.events.types import fold
from kenbun.identity.attribute import attribute
from kenbun.identity.resolve import identify
from kenbun.kit.clock import Clock
from kenbun.levels.stage import move_levels
from kenbun.mapping.apply import map_fields
from kenbun.merging.stage import join, show_owners
from kenbun.scoring.account_sums import follow_batch
from kenbun.scoring.fit.stage import score_fit
from kenbun.scoring.history.previous import note_late
from kenbun.scoring.history.record import record_batch
from kenbun.scoring.stage import score
from kenbun.segments.following.stage import follow_segments
from kenbun.sessions.stage import extend_sessions
from kenbun.surge.stage import count_activity
from kenbun.triggers.stage import fire_triggers
from kenbun.watching.stage import tell_watchers

BATCH_SIZE = 2000


async def take_batch(
    database: Database, workspace_id: UUID, clock: Clock, limit: int = BATCH_SIZE
) -> list[Call]:
    """Works off the next calls of the workspace's inbox, in order of receipt; answers them, empty if none wait."""
    async with database.transaction() as connection:
        # a tick tells every open page to look again
        if not await queries.anything_waits(connection, workspace_id):
            return []
        now = await tick(connection, workspace_id, clock)
        calls = await queries.take(connection, workspace_id, limit)
        if calls:
            workspace = await get_workspace(connection, workspace_id)
            await run(connection, Batch(workspace, now, calls))
        return calls


async def run(connection: Connection, batch: Batch) -> None:
    everything = batch.calls
    await _type(connection, batch)
    await filter_by_metadata(connection, batch)
    await identify(connection, batch)
    await join(connection, batch)
    await filter_by_pace(connection, batch)
    await _load_standings(connection, batch)
    await attribute(connection, batch)
    await map_fields(connection, batch)
    await queries.record(connection, batch)
    await _recount(connection, batch)
    await extend_sessions(connection, batch)
    await score(connection, batch)
    await move_levels(connection, batch)
    await standing_queries.save_standings(connection, batch)
    await show_owners(connection, batch)
    sums = await follow_batch(connection, batch)
    await record_batch(connection, batch, sums)
    await note_late(connection, batch)
    await score_fit(connection, batch)
    await convert(connection, batch)
    await count_activity(connection, batch)
    await mark_committees(connection, batch)
    await follow_segments(connection, batch)
    await tell_watchers(connection, batch)
    await fire_triggers(connection, batch)
    await queries.clear(connection, batch.workspace_id, [call.event_id for call in everything])


async def _type(connection: Connection, batch: Batch) -> None:
    names = {call.event_type: None for call in batch.events if call.event_type}
    types = await ensure_types(connection, batch.workspace_id, names, batch.now)
    by_name = {name: types[fold(name)] for name in names}
    for call in batch.events:
        event_type = by_name[call.event_type or ""]
        call.type_id = event_type.type_id
        call.channel = call.channel or event_type.channel


async def _load_standings(connection: Connection, batch: Batch) -> None:
    """Reads the narrow rows of the batch's leads once; the last stage writes them back once."""
    known = set(batch.lead_ids) - batch.new_leads.keys()
    batch.standings = await standing_queries.load_standings(connection, batch.workspace_id, known)
    batch.scores_before = {lead_id: one.engagement_score for lead_id, one in batch.standings.items()}
    batch.stood_before = {lead_id: one.stood for lead_id, one in batch.standings.items()}
    for lead_id in batch.new_leads.keys() & set(batch.lead_ids):
        batch.standings[lead_id] = Standing(created_at=batch.now, scored_at=batch.now)
    _put_back_to_the_first(batch)
    for call in batch.events:
        if not call.verdicts:
            standing = batch.standings[call.lead_id]
            standing.count_event(call.happened_at, is_activity=call.is_activity)


def _put_back_to_the_first(batch: Batch) -> None:
    """A new lead that others are merged into has been there since the first of them."""
    roots = {one.source_id: one.target_id for one in batch.joined}
    for part in batch.parts.values():
        root_id = part.root_id
        while root_id in roots:
            root_id = roots[root_id]
        if root_id in batch.standings:
            standing = batch.standings[root_id]
            standing.created_at = min(standing.created_at, part.created_at)


async def _recount(connection: Connection, batch: Batch) -> None:
    """What was done; anew for leads of whom stored events have been suppressed or freed, or came with a merge."""
    done = {(call.type_id, call.lead_id) for call in batch.events if not call.verdicts}
    await note_done(connection, batch.workspace_id, done)
    if batch.changed_leads:
        await note_done_again(connection, batch.workspace_id, batch.changed_leads)
        counted = await count_events(connection, batch.workspace_id, batch.changed_leads)
        for lead_id, one in counted.items():
            batch.standings[lead_id].event_count = one.events
            batch.standings[lead_id].last_active_at = one.last_active_at
