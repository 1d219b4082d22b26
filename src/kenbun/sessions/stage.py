"""The session stage: the batch's activity extends, opens or bridges its leads' sessions."""

from collections import defaultdict
from uuid import UUID

from kenbun.batch import Batch
from kenbun.database import Connection
from kenbun.sessions import queries
from kenbun.sessions.again import weave_again
from kenbun.sessions.weave import Session, moment, weave


async def extend_sessions(connection: Connection, batch: Batch) -> None:
    again = batch.changed_leads
    counts = await weave_again(connection, batch.workspace_id, again, batch.workspace.session_timeout_of)
    for lead_id, count in counts.items():
        batch.standings[lead_id].session_count = count
    fresh: dict[UUID, list[Session]] = defaultdict(list)
    for call in batch.calls:
        if call.is_activity and call.lead_id not in again:
            fresh[call.lead_id].append(moment(call.happened_at, call.channel or "other"))
    if not fresh:
        return
    timeouts = {lead_id: batch.workspace.session_timeout_of(lead_id) for lead_id in fresh}
    stored = await queries.neighbours(connection, batch.workspace_id, fresh, max(timeouts.values()))
    gone, moved, made = [], [], []
    for lead_id, moments in fresh.items():
        before = stored.get(lead_id, [])
        woven = weave([*before, *moments], timeouts[lead_id])
        kept = {session.stored_start for session in woven}
        gone += [(lead_id, session) for session in before if session.stored_start not in kept]
        moved += [(lead_id, one) for one in woven if one.stored_start is not None and one not in before]
        made += [(lead_id, one) for one in woven if one.stored_start is None]
        batch.standings[lead_id].session_count += len(woven) - len(before)
    await queries.remove(connection, batch.workspace_id, gone)
    await queries.change(connection, batch.workspace_id, moved)
    await queries.add(connection, batch.workspace_id, made)
