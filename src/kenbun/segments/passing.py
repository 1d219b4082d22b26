"""What time alone changes: once in a while all whom the edge of a window has passed since then are looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.access.ticks import tick
from kenbun.access.workspaces import Workspace, get_workspace
from kenbun.conditions import Count, Field
from kenbun.conditions.turning import Aged, Dated, Happened, Scored, Window
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock, day_of
from kenbun.scoring.account_sums_queries import accounts_of
from kenbun.segments import edge_queries, evaluation_queries
from kenbun.segments.edge_queries import Span
from kenbun.segments.evaluate import evaluate_later
from kenbun.segments.evaluation import Kind
from kenbun.segments.follow import follow
from kenbun.segments.in_force import Active, in_force
from kenbun.segments.looks import Looks
from kenbun.segments.member_queries import leads_of
from kenbun.segments.needs import passing

_MOST_AT_ONCE = 20_000
"""After a long rest there may be more; then segments are worked out from scratch, some leads at a time."""


async def pass_time(database: Database, workspace_id: UUID, clock: Clock) -> int:
    """Brings membership to the present; answers how many leads and accounts were looked at."""
    async with database.snapshot() as connection:
        segments = await in_force(connection, workspace_id)
        if not any(one.windows for one in segments.segments):
            return 0
    async with database.transaction() as connection:
        now = await tick(connection, workspace_id, clock)
        segments = await in_force(connection, workspace_id)
        seen_at = await evaluation_queries.seen_at(connection, workspace_id)
        turning = [one for one in segments.segments if one.windows and one.segment_id in seen_at]
        workspace = await get_workspace(connection, workspace_id)
        looks = await _looks(connection, workspace, turning, seen_at, now)
        count = len(looks.leads) + len(looks.accounts)
        if count > _MOST_AT_ONCE:
            await evaluate_later(connection, workspace_id, turning, now, "time")
        else:
            await follow(connection, workspace, segments, looks, now, "time")
            ids = [one.segment_id for one in turning]
            await evaluation_queries.evaluated(connection, workspace_id, ids, now)
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


async def passed(
    connection: Connection, workspace: Workspace, kind: Kind, window: Window, span: Span
) -> Collection[UUID]:
    """Leads, or accounts, that the edge of this window has passed; others may be among them."""
    place = (connection, workspace.workspace_id)
    match window:
        case Happened(count, days):
            leads = await edge_queries.left_a_count(*place, count, days, span)
            return leads if kind == "lead" else await accounts_of(*place, leads)
        case Aged(what, days):
            return await edge_queries.aged(*place, kind, what, days, span)
        case Scored(dimension, days):
            return await _scored(connection, workspace, kind, dimension, days, span)
        case Dated(of=Field() as field):
            return await _dated(connection, workspace, kind, field, span)
        case Dated(of=Count(event_type=event_type)):
            leads = await edge_queries.who_did(*place, event_type)
            return leads if kind == "lead" else await accounts_of(*place, leads)
    raise AssertionError(window)


async def _scored(
    connection: Connection, workspace: Workspace, kind: Kind, dimension: str, days: int, span: Span
) -> Collection[UUID]:
    """A lead's account score is its account's."""
    place = (connection, workspace.workspace_id)
    subject: Kind = "account" if dimension == "account" else kind
    ids = await edge_queries.left_a_score(*place, subject, dimension, days, span)
    return ids if subject == kind else await leads_of(*place, ids)


async def _dated(
    connection: Connection, workspace: Workspace, kind: Kind, field: Field, span: Span
) -> Collection[UUID]:
    """Dates enter as now passes them, and leave as a day begins in the workspace's zone."""
    place = (connection, workspace.workspace_id)
    day_begins = day_of(span.since, workspace.time_zone) != day_of(span.until, workspace.time_zone)
    # wherever the clock of the one stands who wrote it
    first, last = (span.since - timedelta(days=1)).date(), (span.until + timedelta(days=1)).date()
    near = [str(first + timedelta(days=number)) for number in range((last - first).days + 1)]
    ids = await edge_queries.dated(*place, field.source, field.path, near, everybody=day_begins)
    return ids if field.source == kind else await leads_of(*place, ids)
