"""The time that a receipt is for: one whose answer stays true, and brings the list along."""

import asyncio
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.access.ticks import tick, tick_if_free
from kenbun.database import Database
from kenbun.kit.clock import Clock
from kenbun.scoring.fading import refresh
from kenbun.scoring.fading_queries import shown_score

# How long a receipt for a time just now waits for the writer at work.
_PATIENCE = 2.0


async def settle_present(database: Database, workspace_id: UUID, lead_id: UUID, clock: Clock) -> datetime:
    """The present, with the lead's row in lists brought up to it; while a batch is at work, the tick before it."""
    async with database.transaction() as connection:
        now = await tick_if_free(connection, workspace_id, clock)
        if now is None:
            return await ticks.visible(connection, workspace_id)
        before = await shown_score(connection, workspace_id, lead_id)
        if before is not None:
            await refresh(connection, workspace_id, {lead_id: before}, now)
        return now


async def settle(database: Database, workspace_id: UUID, at: datetime, clock: Clock) -> None:
    """Makes an answer for `at`, where that is past, final: no later batch will be known at or before it."""
    async with database.snapshot() as connection:
        settled = await ticks.visible(connection, workspace_id)
    if settled < at <= clock():
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE), database.transaction() as connection:
                await tick(connection, workspace_id, clock)
