"""Detection behind the pipeline: accounts whose leads have changed are looked at some at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.access.workspaces import get_workspace
from kenbun.committee import detected_queries, due_queries
from kenbun.committee.detect import Detector
from kenbun.committee.detected_queries import Other
from kenbun.committee.due_queries import Due, Followed
from kenbun.committee.role_queries import roles_of
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.stirred import stir

# Much of what asking costs does not hang on how many are asked of: 1.5 ms of each of so many, 2.6 of a quarter of them.
_AT_ONCE = 1_000
_CHANGES_AT_ONCE = 5_000
# Of the time at most a tenth, unless somebody waits.
_REST = 9


async def detect_due(database: Database, workspace_id: UUID, clock: Clock, *, rest: float = 0) -> int:
    """To the end of what is due, resting in between; answers how many accounts were looked at."""
    await _follow_changes(database, workspace_id)
    looked_at = 0
    while True:
        begun_at = time.monotonic()
        async with database.transaction() as connection:
            taken = await due_queries.take(connection, workspace_id, _AT_ONCE)
        if not taken:
            return looked_at
        await _look(database, workspace_id, taken, clock)
        looked_at += len(taken)
        if rest and not any(one.asked for one in taken.values()):
            await asyncio.sleep(min(rest * (time.monotonic() - begun_at), 10.0))


async def detect_gently(database: Database, workspace_id: UUID, clock: Clock) -> None:
    """As the worker does it."""
    await detect_due(database, workspace_id, clock, rest=_REST)


async def refresh(connection: Connection, workspace_id: UUID, account_id: UUID, clock: Clock) -> int:
    """One account at once; answers how many of its leads have been given a role."""
    detector = Detector(await roles_of(connection, workspace_id))
    zone = (await get_workspace(connection, workspace_id)).time_zone
    now = max(clock(), await ticks.visible(connection, workspace_id))
    found = await detector.detect(connection, workspace_id, zone, [account_id], now)
    due = await due_queries.due(connection, workspace_id, account_id)
    others = await detected_queries.save(connection, workspace_id, [account_id], found, now)
    await _tell(connection, workspace_id, others, due)
    return len(found)


async def _look(database: Database, workspace_id: UUID, due: Mapping[UUID, Due], clock: Clock) -> None:
    async with database.snapshot() as connection:
        detector = Detector(await roles_of(connection, workspace_id))
        zone = (await get_workspace(connection, workspace_id)).time_zone
        now = max(clock(), await ticks.visible(connection, workspace_id))
        found = await detector.detect(connection, workspace_id, zone, list(due), now)
    async with database.transaction() as connection:
        others = await detected_queries.save(connection, workspace_id, list(due), found, now)
        await _tell(connection, workspace_id, others, due)
        await due_queries.done(connection, workspace_id, list(due))


async def _tell(
    connection: Connection, workspace_id: UUID, others: Collection[Other], due: Mapping[UUID, Due]
) -> None:
    """Those whose role is another one now, by what has happened to them or by what is no news."""
    news = {
        one.lead_id for one in others if one.account_id not in due or due[one.account_id].is_news(one.lead_id)
    }
    held = {one.lead_id for one in others} - news
    await stir(connection, workspace_id, "lead", news, "committee")
    await stir(connection, workspace_id, "lead", held, "roles")


async def _follow_changes(database: Database, workspace_id: UUID) -> None:
    """Fields changed by hand or by mappings, and rules published, which no batch marks."""
    async with database.transaction() as connection:
        place = (connection, workspace_id)
        rules_of = await due_queries.youngest_rules(*place)
        before = await due_queries.followed(*place)
        if rules_of is None:
            return
        if before is None or before.rules_of < rules_of:
            upto = Followed(await due_queries.last_change(*place), rules_of)
            await due_queries.mark_all(*place)
            await due_queries.follow(*place, upto)
            return
        if changed := await due_queries.changed_after(*place, before.change_id, _CHANGES_AT_ONCE):
            change_id, account_ids = changed
            await due_queries.mark(*place, account_ids)
            await due_queries.follow(*place, Followed(change_id, rules_of))
