"""Sessions woven again from all the activity of some leads, where what counts as theirs has changed."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.database import Connection
from kenbun.sessions import queries
from kenbun.sessions.queries import Placed
from kenbun.sessions.weave import Session, moment, weave


async def weave_again(
    connection: Connection,
    workspace_id: UUID,
    lead_ids: Collection[UUID],
    idle_of: Callable[[UUID], timedelta],
) -> dict[UUID, int]:
    """Brings the stored sessions of these leads to what their events make, each by its timeout; answers how many each
    has then, as their rows say from now on.

    What stays as it was is not written. What accounts show of it is the caller's.
    """
    if not lead_ids:
        return {}
    stored = await queries.stored_sessions(connection, workspace_id, lead_ids)
    kept_ids = await queries.kept_ids(connection, workspace_id, lead_ids)
    activity = await queries.activity_of(connection, workspace_id, lead_ids)
    gone: list[Placed] = []
    moved: list[Placed] = []
    made: list[Placed] = []
    counts: dict[UUID, int] = {}
    for lead_id in lead_ids:
        before = stored[lead_id]
        woven = weave([moment(at, channel) for at, channel in activity[lead_id]], idle_of(lead_id))
        placed = _with_ids(woven, before, kept_ids[lead_id])
        kept = {one.stored_start for one in placed}
        unchanged = set(before)
        counts[lead_id] = len(placed)
        gone += [(lead_id, one) for one in before if one.stored_start not in kept]
        moved += [(lead_id, one) for one in placed if one.stored_start is not None and one not in unchanged]
        made += [(lead_id, one) for one in placed if one.stored_start is None]
    await queries.remove(connection, workspace_id, gone)
    await queries.change(connection, workspace_id, moved)
    await queries.add(connection, workspace_id, made)
    await queries.save_counts(connection, workspace_id, counts)
    return counts


def _with_ids(
    woven: list[Session], before: list[Session], kept_ids: Mapping[datetime, UUID]
) -> list[Session]:
    """A session that begins when a stored one does is that one; so it is with one that was there before a merge."""
    stored = {one.started_at: one for one in before}
    goes_on = {stored[one.started_at].session_id for one in woven if one.started_at in stored}
    placed = []
    for one in woven:
        session_id = kept_ids.get(one.started_at)
        if same := stored.get(one.started_at):
            placed.append(one._replace(session_id=same.session_id, stored_start=same.stored_start))
        elif session_id and session_id not in goes_on:
            placed.append(one._replace(session_id=session_id))
        else:
            placed.append(one)
    return placed
