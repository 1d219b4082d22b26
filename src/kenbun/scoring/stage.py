"""The scoring stage: the batch's events advance the states of their leads, and the leads' scores follow."""

from datetime import datetime
from uuid import UUID

from kenbun.batch import Batch
from kenbun.database import Connection
from kenbun.scoring import advance_queries, build_queries, scores_queries, states_queries, version_queries
from kenbun.scoring.caps import Judgement, judge
from kenbun.scoring.inactivity import live
from kenbun.scoring.scores_queries import Scored
from kenbun.scoring.steps import faded_before, note_batch
from kenbun.scoring.versions import Version


async def score(connection: Connection, batch: Batch) -> None:
    """Work per event does not grow with a lead's history, but for late events on capped rules."""
    leads = list({call.lead_id: None for call in batch.events} | dict.fromkeys(batch.changed_leads))
    if not leads:
        return
    await build_queries.touch(connection, batch.workspace_id, "engagement", leads)
    for version in await version_queries.versions_in_force(connection, batch.workspace_id):
        faded = await faded_before(connection, batch, version) if version.is_primary else {}
        caps = await _advance(connection, batch, version)
        if version.is_primary:
            await _show(connection, batch, version, leads)
            await note_batch(connection, batch, version, caps, faded)


async def _advance(connection: Connection, batch: Batch, version: Version) -> Judgement:
    event_ids = [call.event_id for call in batch.events]
    caps = Judgement()
    if version.capped:
        found = await advance_queries.capped_hits(connection, batch.workspace_id, version, event_ids)
        hits = [hit for hit in found if hit.lead_id not in batch.changed_leads]
        leads = {hit.lead_id for hit in hits}
        known = await advance_queries.cap_states(connection, batch.workspace_id, version, leads)
        caps = judge(version, hits, known)
    caps.late |= batch.changed_leads
    place = (connection, batch.workspace_id, version)
    active: dict[UUID, datetime] = {}
    if version.decays:
        caps.leave_out(await live.meet(*place, batch.events, batch.now))
        active = live.last_active(batch.events, caps.late)
    await advance_queries.advance(*place, event_ids, caps, batch.now, active)
    await states_queries.rebuild(connection, batch.workspace_id, version, caps.late, batch.now)
    return caps


async def _show(connection: Connection, batch: Batch, version: Version, leads: list[UUID]) -> None:
    scored = await scores_queries.read_scores(connection, batch.workspace_id, version, leads, batch.now)
    # of some there may be no event left that matches
    for lead_id, one in (dict.fromkeys(batch.changed_leads, Scored(0, None)) | scored).items():
        standing = batch.standings[lead_id]
        standing.engagement_score = one.score
        standing.scored_at = batch.now
        standing.fades_at = one.fades_at
