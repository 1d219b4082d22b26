"""Doing what a firing has ordered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from kenbun.alerts.deliveries.deeds import CannotBeDone, Deed
from kenbun.database import Connection
from kenbun.segments.following.settle import settle_own
from kenbun.triggers.acts.assign import assign
from kenbun.triggers.acts.doing import Doing
from kenbun.triggers.acts.in_segment import add_to_segment, take_out_of_segment
from kenbun.triggers.acts.notify import notify
from kenbun.triggers.acts.notify_owner import notify_owner
from kenbun.triggers.acts.set_field import set_field
from kenbun.triggers.chains import note_act
from kenbun.triggers.fired import find_fired
from kenbun.triggers.outputs import Act

_ACTS: dict[Act, Callable[[Doing], Awaitable[str]]] = {
    "notify": notify,
    "notify_owner": notify_owner,
    "assign": assign,
    "set_field": set_field,
    "add_to_segment": add_to_segment,
    "take_out_of_segment": take_out_of_segment,
}


async def perform(connection: Connection, workspace_id: UUID, deed: Deed, now: datetime) -> str:
    """Under the tick `now`; says in a line what was done. Raises CannotBeDone."""
    found = await find_fired(connection, workspace_id, [deed.firing_id] if deed.firing_id else [])
    one = found[0] if found else None
    if one is None:
        raise CannotBeDone("What it was about is gone.")
    await note_act(connection, workspace_id, one.firing_id, now)
    said = await _ACTS[deed.act["act"]](Doing(connection, workspace_id, deed.act, one, now))
    # at once, so that whoever comes into a segment by it is known to be its doing
    await settle_own(connection, workspace_id, now)
    return said
