"""The surges of one account at this moment: as stored, and worked out from where the worker has not looked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.surge import row_queries, rule_queries, state_queries
from kenbun.surge.rule_queries import Surge
from kenbun.surge.settings_queries import numbers_of
from kenbun.surge.settle import find_due, present


async def surges_of(
    connection: Connection, workspace_id: UUID, account_id: UUID, clock: Clock
) -> tuple[list[Surge], datetime]:
    """The latest first, and the time that they are of."""
    now = await present(connection, workspace_id, clock)
    rows = await row_queries.stored(connection, workspace_id, account_id)
    behind = await state_queries.pending(connection, workspace_id, [account_id], now)
    if not behind:
        return rows, now
    numbers = await numbers_of(connection, workspace_id)
    found = rule_queries.begun(await find_due(connection, workspace_id, numbers, behind, now), now)
    resume = behind[0].resume
    kept = [one for one in rows if resume and one.started_at < resume]
    return [*reversed(found), *kept], now
