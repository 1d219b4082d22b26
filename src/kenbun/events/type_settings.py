"""What is set of an event type: the channel of its events, and whether pickers and charts leave it out."""

from __future__ import annotations

from dataclasses import replace

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.events.type_queries import EventType, change_type, find_types
from kenbun.events.types import CHANNELS, fold
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid, NotFound


async def set_type(
    connection: Connection,
    caller: Caller,
    name: str,
    clock: Clock,
    *,
    channel: str | None = None,
    hidden: bool | None = None,
) -> EventType:
    """None leaves that as it is. The channel is that of events that come in from now on and name none themselves.

    Raises NotFound for a type that has not been seen, and Invalid for a channel that is none.
    """
    caller.demand("admin")
    if channel is not None and channel not in CHANNELS:
        raise Invalid(f"Use one of {', '.join(CHANNELS)}.", field="channel")
    known = (await find_types(connection, caller.workspace_id, [fold(name)])).get(fold(name))
    if known is None:
        raise NotFound("No event of this type has been seen yet.", field="event_type")
    wanted = replace(
        known,
        channel=known.channel if channel is None else channel,
        hidden=known.hidden if hidden is None else hidden,
    )
    if wanted != known:
        after = {"channel": wanted.channel, "hidden": wanted.hidden}
        await change_type(connection, caller.workspace_id, known.type_id, **after)
        before = {"channel": known.channel, "hidden": known.hidden}
        await audit.record(
            connection,
            caller,
            "event_type.change",
            ("event_type", known.name),
            before=before,
            after=after,
            now=clock(),
        )
    return wanted
