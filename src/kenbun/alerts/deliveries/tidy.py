"""What waits for a channel that is off is given up after a day; what is over is forgotten after ninety."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from kenbun.alerts.deliveries import tidy_queries as queries
from kenbun.alerts.deliveries.backoff import GIVEN_UP_AFTER
from kenbun.database import Database
from kenbun.kit.clock import Clock

KEPT_FOR = timedelta(days=90)
_AT_ONCE = 5_000


async def tidy(database: Database, workspace_id: UUID, clock: Clock) -> None:
    async with database.transaction() as connection:
        now = clock()
        await queries.give_up(connection, workspace_id, now - GIVEN_UP_AFTER)
    while True:
        async with database.transaction() as connection:
            if await queries.forget(connection, workspace_id, now - KEPT_FOR, _AT_ONCE) < _AT_ONCE:
                return
