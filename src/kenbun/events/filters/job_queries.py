"""The rows of jobs that judge what is stored, what they look at, and what is freed of events without a lead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, text, update

from kenbun.database import Connection
from kenbun.events.filters.tables import filter_jobs as jobs
from kenbun.events.filters.tables import stray_calls
from kenbun.leads.tables import leads

_FIRST = UUID(int=0)

_HELD = text("""
    SELECT s.event_id, s.filter_id, s.reason, s.lead_id, e.happened_at
    FROM event_suppressions s
    JOIN events e ON e.workspace_id = :workspace_id AND e.event_id = s.event_id
    WHERE s.workspace_id = :workspace_id AND s.held_to IS NULL AND s.lead_id = ANY(cast(:ids AS uuid[]))
""")

_HELD_OF_EVENTS = text("""
    SELECT s.event_id, s.filter_id, s.reason, s.lead_id, e.happened_at
    FROM event_suppressions s
    JOIN events e ON e.workspace_id = :workspace_id AND e.event_id = s.event_id
    WHERE s.workspace_id = :workspace_id AND s.held_to IS NULL AND s.event_id = ANY(cast(:ids AS uuid[]))
""")

_OF_TYPES = text("""
    SELECT e.lead_id, t.key, e.happened_at, e.message_id, e.event_id
    FROM events e
    JOIN event_types t ON t.workspace_id = :workspace_id AND t.type_id = e.type_id
    WHERE e.workspace_id = :workspace_id AND e.lead_id = ANY(cast(:lead_ids AS uuid[]))
      AND t.key = ANY(cast(:keys AS text[]))
    ORDER BY e.lead_id, e.type_id, e.happened_at, e.message_id, e.event_id
""")

_BACK_TO_INBOX = text("""
    WITH gone AS (
        DELETE FROM stray_calls
        WHERE workspace_id = :workspace_id AND event_id = ANY(cast(:event_ids AS uuid[]))
        RETURNING event_id, accepted_at, aliases, account_name, channel, traits, source_id
    ), forgotten AS (
        DELETE FROM events
        WHERE workspace_id = :workspace_id AND event_id IN (SELECT event_id FROM gone)
        RETURNING event_id, type_id, message_id, happened_at, account_key, campaign, metadata
    )
    INSERT INTO event_inbox (workspace_id, event_id, kind, event_type, message_id, happened_at, accepted_at, aliases,
                             account_key, account_name, channel, campaign, metadata, traits, source_id, silent)
    SELECT :workspace_id, e.event_id, 'event', t.name, e.message_id, e.happened_at, c.accepted_at, c.aliases,
           e.account_key, c.account_name, c.channel, e.campaign, e.metadata, c.traits, c.source_id,
           true
    FROM forgotten e
    JOIN gone c ON c.event_id = e.event_id
    JOIN event_types t ON t.workspace_id = :workspace_id AND t.type_id = e.type_id
""")


async def add_job(connection: Connection, workspace_id: UUID, **values: Any) -> None:
    await connection.execute(insert(jobs).values(workspace_id=workspace_id, state="running", **values))


async def running(connection: Connection, workspace_id: UUID) -> Row[Any] | None:
    found = select(jobs).where(jobs.c.workspace_id == workspace_id, jobs.c.state == "running")
    return (await connection.execute(found)).one_or_none()


async def latest(connection: Connection, workspace_id: UUID) -> Row[Any] | None:
    found = select(jobs).where(jobs.c.workspace_id == workspace_id).order_by(jobs.c.opened_at.desc())
    return (await connection.execute(found.limit(1))).one_or_none()


async def set_job(connection: Connection, workspace_id: UUID, job_id: UUID, **values: Any) -> None:
    mine = (jobs.c.workspace_id == workspace_id, jobs.c.job_id == job_id)
    await connection.execute(update(jobs).where(*mine).values(**values))


async def count_all(connection: Connection, workspace_id: UUID) -> int:
    """Leads, and events without one."""
    counted = 0
    for table in (leads, stray_calls):
        rows = select(func.count()).select_from(table).where(table.c.workspace_id == workspace_id)
        counted += (await connection.execute(rows)).scalar_one()
    return counted


async def next_leads(
    connection: Connection, workspace_id: UUID, after: UUID | None, limit: int
) -> list[UUID]:
    """In their order, those after one."""
    return await _next(connection, leads.c.workspace_id == workspace_id, leads.c.lead_id, after, limit)


async def next_strays(
    connection: Connection, workspace_id: UUID, after: UUID | None, limit: int
) -> list[UUID]:
    """Events without a lead, in order of receipt."""
    mine = stray_calls.c.workspace_id == workspace_id
    return await _next(connection, mine, stray_calls.c.event_id, after, limit)


async def _next(connection: Connection, mine: Any, key: Any, after: UUID | None, limit: int) -> list[UUID]:
    found = select(key).where(mine, key > (after or _FIRST)).order_by(key).limit(limit)
    return list((await connection.execute(found)).scalars())


async def held_of_leads(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> Sequence[Row[Any]]:
    """What is suppressed of these leads, by which filter and why."""
    return (await connection.execute(_HELD, {"workspace_id": workspace_id, "ids": list(lead_ids)})).all()


async def held_of_events(
    connection: Connection, workspace_id: UUID, event_ids: Collection[UUID]
) -> Sequence[Row[Any]]:
    values = {"workspace_id": workspace_id, "ids": list(event_ids)}
    return (await connection.execute(_HELD_OF_EVENTS, values)).all()


async def events_of_types(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], keys: Collection[str]
) -> Sequence[Row[Any]]:
    """In order, lead by lead and type by type."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "keys": list(keys)}
    return (await connection.execute(_OF_TYPES, values)).all()


async def back_to_inbox(connection: Connection, workspace_id: UUID, event_ids: Collection[UUID]) -> None:
    """Events without a lead go the way of events again, as if they had just been taken in."""
    values = {"workspace_id": workspace_id, "event_ids": list(event_ids)}
    await connection.execute(_BACK_TO_INBOX, values)
