"""What happens outside of batches (time, hands, publishing, merges) is judged right behind it."""

from __future__ import annotations

from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.access.workspaces import get_workspace
from kenbun.database import Database
from kenbun.triggers.fire import fire_since
from kenbun.triggers.in_force import in_force
from kenbun.triggers.round_queries import read_round


async def settle(database: Database, workspace_id: UUID) -> None:
    """News, up to the last tick, without one of its own, which would have every open page look again."""
    async with database.snapshot() as connection:
        round_of = await read_round(connection, workspace_id)
        last = await ticks.visible(connection, workspace_id)
    if round_of.since is None or last <= round_of.since:
        return
    async with database.transaction() as connection:
        await ticks.lock(connection, workspace_id)
        round_of = await read_round(connection, workspace_id)
        last = await ticks.visible(connection, workspace_id)
        if round_of.since is None or last <= round_of.since:
            return
        triggers = await in_force(connection, workspace_id, round_of)
        workspace = await get_workspace(connection, workspace_id)
        await fire_since(connection, workspace, triggers, round_of.since, last)
