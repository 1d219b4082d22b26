"""Acts: each is done in a transaction of its own, which notes that it is done, so it is done exactly once."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from kenbun.access.ticks import tick
from kenbun.alerts.channels.kind import Outcome
from kenbun.alerts.deliveries import claim_queries as queries
from kenbun.alerts.deliveries.claim import Claimed
from kenbun.alerts.deliveries.settle import Tried, settle
from kenbun.database import Away, Connection, Database
from kenbun.kit.clock import Clock

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Deed:
    """`act` as an output of a trigger has it."""

    act: dict[str, Any]
    firing_id: UUID | None


class CannotBeDone(Exception):
    """Nor will it be, if it is tried again; the message says why."""


Perform = Callable[[Connection, UUID, Deed, datetime], Awaitable[str]]
"""Does it, under the tick whose time is given, and says in a line what was done. Raises CannotBeDone."""


async def do_waiting(database: Database, workspace_id: UUID, perform: Perform, clock: Clock) -> int:
    """Those of a workspace that are due, one after another; answers how many were tried."""
    count = 0
    while await _do_next(database, workspace_id, perform, clock):
        count += 1
    return count


async def _do_next(database: Database, workspace_id: UUID, perform: Perform, clock: Clock) -> bool:
    claimed, began, now = None, time.monotonic(), clock()
    try:
        async with database.transaction() as connection:
            now = await tick(connection, workspace_id, clock)
            row = await queries.next_deed(connection, workspace_id, now)
            if row is None:
                return False
            claimed = Claimed(row.delivery_id, row.firing_id, row.kind, None, row.tried_since, None)
            said = await perform(connection, workspace_id, Deed(row.act, row.firing_id), now)
            done = _tried(claimed, Outcome(True, said), now, began)
            await settle(connection, workspace_id, [done], now, None)
            return True
    except CannotBeDone as why:
        outcome = Outcome(False, str(why), lasting=True)
    except Away:
        raise
    except Exception:
        log.exception("deed.failed", workspace_id=str(workspace_id))
        outcome = Outcome(False, "It went wrong within kenbun: the log says how.")
    if claimed is None:
        return False
    async with database.transaction() as connection:
        await settle(connection, workspace_id, [_tried(claimed, outcome, now, began)], clock(), None)
    return True


def _tried(claimed: Claimed, outcome: Outcome, at: datetime, began: float) -> Tried:
    return Tried(claimed, outcome, at, timedelta(seconds=time.monotonic() - began))
