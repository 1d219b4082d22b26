"""The time of a workspace moves in ticks: one for each transaction that writes scores there.

The row of the tick is locked until such a transaction ends, so they happen one after another, each at a
time strictly after the one before, and "everything up to tick T" is a settled set.
"""

from datetime import datetime
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.database import Connection
from kenbun.kit.clock import Clock


async def tick(connection: Connection, workspace_id: UUID, clock: Clock) -> datetime:
    """The `now` of a transaction that writes scores; other writers of the workspace wait until it ends.

    The clock is read once the row is held, so that waiting for a slow writer does not make `now` old.
    """
    await ticks.lock(connection, workspace_id)
    return await ticks.advance(connection, workspace_id, clock())


async def tick_if_free(connection: Connection, workspace_id: UUID, clock: Clock) -> datetime | None:
    """A tick where no writer is at work, else None at once."""
    if await ticks.lock_if_free(connection, workspace_id):
        return await ticks.advance(connection, workspace_id, clock())
    return None
