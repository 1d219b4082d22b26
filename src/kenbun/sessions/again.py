"""Sessions woven again from all the activity of some leads, where what counts as activity has changed."""

from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
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
) -> None:
    """Brings the stored sessions of these leads to what their events make, each by its timeout.

    What stays as it was is not written.
    """
    if not lead_ids:
        return
    stored = await queries.stored_sessions(connection, workspace_id, lead_ids)
    activity = await queries.activity_of(connection, workspace_id, lead_ids)
    gone: list[Placed] = []
    moved: list[Placed] = []
    made: list[Placed] = []
    for lead_id in lead_ids:
        before = stored[lead_id]
        woven = weave([moment(at, channel) for at, channel in activity[lead_id]], idle_of(lead_id))
        placed = _with_ids(woven, before)
        kept = {one.stored_start for one in placed}
        unchanged = set(before)
        gone += [(lead_id, one) for one in before if one.stored_start not in kept]
        moved += [(lead_id, one) for one in placed if one.stored_start is not None and one not in unchanged]
        made += [(lead_id, one) for one in placed if one.stored_start is None]
    await queries.remove(connection, workspace_id, gone)
    await queries.change(connection, workspace_id, moved)
    await queries.add(connection, workspace_id, made)


def _with_ids(woven: Iterable[Session], before: list[Session]) -> list[Session]:
    """A session that begins when a stored one does is that one."""
    known = {one.started_at: one for one in before}
    return [
        one._replace(
            session_id=known[one.started_at].session_id, stored_start=known[one.started_at].stored_start
        )
        if one.started_at in known
        else one
        for one in woven
    ]
