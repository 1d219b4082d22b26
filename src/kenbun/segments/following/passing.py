"""What time alone changes: once in a while all whom the edge of a window has passed since then are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from kenbun.access.ticks import tick
from kenbun.access.workspaces import Workspace, get_workspace
from kenbun.conditions import Window
from kenbun.database import Connection, Database
from kenbun.edges.passed import passed
from kenbun.edges.queries import Span
from kenbun.kit.clock import Clock
from kenbun.segments.evaluation import Kind
from kenbun.segments.following import from_scratch_queries
from kenbun.segments.following.follow import follow
from kenbun.segments.following.from_scratch import evaluate_later
from kenbun.segments.following.in_force import Active, in_force
from kenbun.segments.following.looks import Looks
from kenbun.segments.following.needs import passing

_MOST_AT_ONCE = 20_000
"""After a long rest there may be more; then segments are worked out from scratch, some leads at a time."""


async def pass_time(database: Database, workspace_id: UUID, clock: Clock) -> int:
    """Brings membership to the present; answers how many leads and accounts were looked at."""
    async with database.snapshot() as connection:
        segments = await in_force(connection, workspace_id)
        if not any(one.windows for one in segments.segments):
            return 0
    async with database.transaction() as connection:
        return await bring_to(connection, workspace_id, await tick(connection, workspace_id, clock))


async def bring_to(connection: Connection, workspace_id: UUID, now: datetime) -> int:
    """The same within a transaction, under the tick whose time `now` is."""
    segments = await in_force(connection, workspace_id)
    seen_at = await from_scratch_queries.seen_at(connection, workspace_id)
    turning = [one for one in segments.segments if one.windows and one.segment_id in seen_at]
    workspace = await get_workspace(connection, workspace_id)
    looks = await _looks(connection, workspace, turning, seen_at, now)
    count = len(looks.leads) + len(looks.accounts)
    if count > _MOST_AT_ONCE:
        await evaluate_later(connection, workspace_id, turning, now, "time")
    else:
        await follow(connection, workspace, segments, looks, now, "time")
        ids = [one.segment_id for one in turning]
        await from_scratch_queries.evaluated(connection, workspace_id, ids, now)
    return count


async def _looks(
    connection: Connection,
    workspace: Workspace,
    turning: Iterable[Active],
    seen_at: Mapping[UUID, datetime],
    now: datetime,
) -> Looks:
    since: dict[tuple[Kind, Window], datetime] = {}
    for one in turning:
        for window in one.windows:
            known = since.get((one.kind, window), now)
            since[one.kind, window] = min(known, seen_at[one.segment_id])
    looks = Looks()
    for (kind, window), at in since.items():
        ids = await passed(connection, workspace, kind, window, Span(at, now))
        looks.add(kind, ids, frozenset({passing(window)}), fires=True)
    return looks
