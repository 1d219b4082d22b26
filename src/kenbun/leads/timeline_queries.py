from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection
from kenbun.mapping.named_queries import own_names
from kenbun.sessions.way_queries import way

_EVENTS = text("""
    SELECT e.event_id, t.name AS event_type, e.happened_at, e.received_at, e.channel, e.campaign, e.message_id,
           e.metadata, e.suppressed
    FROM events e
    JOIN event_types t ON t.workspace_id = e.workspace_id AND t.type_id = e.type_id
    WHERE e.workspace_id = :workspace_id AND e.lead_id = :lead_id
      AND e.happened_at <= :at AND (e.happened_at, e.event_id) < (:at, :event_id)
      AND (cast(:type_id AS int) IS NULL OR e.type_id = :type_id)
      AND (cast(:channel AS text) IS NULL OR e.channel = :channel)
    ORDER BY e.happened_at DESC, e.event_id DESC
    LIMIT :limit
""")

_SESSIONS = text(f"""
    SELECT s.started_at, s.ended_at, s.event_count, s.channels, entry.name AS entry, exit.name AS exit
    FROM sessions s
    {way(":lead_id")}
    WHERE s.workspace_id = :workspace_id AND s.lead_id = :lead_id AND s.started_at <= :last
      AND s.started_at >= coalesce(
          (SELECT max(started_at) FROM sessions
           WHERE workspace_id = :workspace_id AND lead_id = :lead_id AND started_at <= :first), '-infinity')
      AND s.ended_at >= :first
    ORDER BY s.started_at DESC
    LIMIT 1000
""")  # noqa: S608 - our own text

_OWNERS = text("""
    SELECT c.changed_at, c.changed_by, before.name AS from_owner, after.name AS to_owner
    FROM lead_owner_changes c
    LEFT JOIN users before ON before.user_id = c.from_owner
    LEFT JOIN users after ON after.user_id = c.to_owner
    WHERE c.workspace_id = :workspace_id AND c.lead_id = :lead_id AND c.changed_at >= :since AND c.changed_at < :until
    ORDER BY c.changed_at DESC, c.change_id DESC
    LIMIT :limit
""")


# What happened to the lead, or to any that is shown in it: who was merged, and who came out again.
_MERGES = text("""
    WITH own AS (
        SELECT cast(:lead_id AS uuid) AS lead_id
        UNION SELECT lead_id FROM lead_parts WHERE workspace_id = :workspace_id AND root_id = :lead_id
    ), concerned AS (
        SELECT m.* FROM merges m
        WHERE m.workspace_id = :workspace_id
          AND (m.target_id IN (SELECT lead_id FROM own) OR m.source_id IN (SELECT lead_id FROM own))
    )
    SELECT c.merge_id, c.source_id, c.target_id, c.events, c.reason, act.what, act.by, act.at AS changed_at,
           c.source_id = :lead_id AS is_source
    FROM concerned c
    CROSS JOIN LATERAL (VALUES ('merged', c.merged_by, c.merged_at), ('unmerged', c.undone_by, c.undone_at))
      AS act (what, by, at)
    WHERE act.at >= :since AND act.at < :until
    ORDER BY act.at DESC, c.merge_id DESC
    LIMIT :limit
""")


_TYPES = text("""
    SELECT t.type_id, t.name
    FROM lead_event_types d
    JOIN event_types t ON t.workspace_id = d.workspace_id AND t.type_id = d.type_id
    WHERE d.workspace_id = :workspace_id AND d.lead_id = :lead_id
    ORDER BY t.name
    LIMIT 200
""")

_CONVERSIONS = text("""
    SELECT c.at AS changed_at, d.name
    FROM conversions c
    JOIN conversion_definitions d ON d.workspace_id = c.workspace_id AND d.definition_id = c.definition_id
    WHERE c.workspace_id = :workspace_id AND c.lead_id = :lead_id AND c.at >= :since AND c.at < :until
    ORDER BY c.at DESC, d.name
    LIMIT :limit
""")


async def types_done(connection: Connection, workspace_id: UUID, lead_id: UUID) -> dict[int, str]:
    """The types of what the lead did, by their names."""
    rows = await connection.execute(_TYPES, {"workspace_id": workspace_id, "lead_id": lead_id})
    return {row.type_id: row.name for row in rows}


async def events_before(
    connection: Connection,
    workspace_id: UUID,
    lead_id: UUID,
    until: tuple[datetime, UUID],
    limit: int,
    type_id: int | None = None,
    channel: str | None = None,
) -> list[Row[Any]]:
    """The latest first, before a time and, of those at the time, an event."""
    values = {
        "workspace_id": workspace_id,
        "lead_id": lead_id,
        "at": until[0],
        "event_id": until[1],
        "limit": limit,
        "type_id": type_id,
        "channel": channel,
    }
    return list(await connection.execute(_EVENTS, values))


async def sessions_between(
    connection: Connection, workspace_id: UUID, lead_id: UUID, first: datetime, last: datetime
) -> list[Row[Any]]:
    """Those that overlap the time, the latest first."""
    values = {"workspace_id": workspace_id, "lead_id": lead_id, "first": first, "last": last}
    return list(await connection.execute(_SESSIONS, values))


async def owner_changes(
    connection: Connection, workspace_id: UUID, lead_id: UUID, since: datetime, until: datetime, limit: int
) -> list[dict[str, Any]]:
    """The latest times in [since, until) that the lead came to another owner, the latest first, by their names."""
    values = {
        "workspace_id": workspace_id,
        "lead_id": lead_id,
        "since": since,
        "until": until,
        "limit": limit,
    }
    return [dict(row._mapping) for row in await connection.execute(_OWNERS, values)]


async def merge_changes(
    connection: Connection, workspace_id: UUID, lead_id: UUID, since: datetime, until: datetime, limit: int
) -> list[dict[str, Any]]:
    """The latest merges in [since, until), and those taken back, the latest first; `other` names the other lead."""
    values = {
        "workspace_id": workspace_id,
        "lead_id": lead_id,
        "since": since,
        "until": until,
        "limit": limit,
    }
    rows = (await connection.execute(_MERGES, values)).all()
    others = {row.merge_id: row.target_id if row.is_source else row.source_id for row in rows}
    names = await own_names(connection, workspace_id, set(others.values()))
    return [dict(row._mapping) | {"other": names.get(others[row.merge_id])} for row in rows]


async def conversions_of(
    connection: Connection, workspace_id: UUID, lead_id: UUID, since: datetime, until: datetime, limit: int
) -> list[dict[str, Any]]:
    """When the lead first met each definition of a conversion, in [since, until), the latest first."""
    values = {
        "workspace_id": workspace_id,
        "lead_id": lead_id,
        "since": since,
        "until": until,
        "limit": limit,
    }
    return [dict(row._mapping) for row in await connection.execute(_CONVERSIONS, values)]
