from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection
from kenbun.events.places import Place

# Lead by lead from one index, so that the work hangs on the account's people and what they did lately, not on how much
# there is. Names are looked up once the page is found.
_EVENTS = """
    WITH found AS (
        SELECT e.* FROM leads l
        CROSS JOIN LATERAL (
            SELECT e.event_id, e.lead_id, e.happened_at, e.received_at, e.type_id, e.channel, e.campaign, e.message_id,
                   e.metadata, e.suppressed
            FROM events e
            WHERE e.workspace_id = :workspace_id AND e.lead_id = l.lead_id
              AND e.happened_at > :since AND e.happened_at <= :at
              AND (e.happened_at, e.event_id) < (:at, :event_id) {events}
            ORDER BY e.happened_at DESC, e.event_id DESC
            LIMIT :limit
        ) AS e
        WHERE l.workspace_id = :workspace_id AND l.account_id = :account_id {leads}
        ORDER BY e.happened_at DESC, e.event_id DESC
        LIMIT :limit
    )
    SELECT f.*, t.name AS event_type, p.name AS lead_name
    FROM found f
    JOIN event_types t ON t.workspace_id = :workspace_id AND t.type_id = f.type_id
    JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = f.lead_id
    ORDER BY f.happened_at DESC, f.event_id DESC
"""

_TYPES = text("""
    SELECT t.name FROM event_types t
    WHERE t.workspace_id = :workspace_id AND NOT t.hidden AND t.type_id IN (
        SELECT d.type_id FROM leads l
        JOIN lead_event_types d ON d.workspace_id = :workspace_id AND d.lead_id = l.lead_id
        WHERE l.workspace_id = :workspace_id AND l.account_id = :account_id)
    ORDER BY t.name
    LIMIT 500
""")

_CONTACTS = text("""
    SELECT l.lead_id, p.name FROM leads l
    JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = l.lead_id
    WHERE l.workspace_id = :workspace_id AND l.account_id = :account_id
    ORDER BY l.engagement_score DESC, l.lead_id
    LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose events, and which; None leaves nothing out. A type that has not been seen is of no event."""

    workspace_id: UUID
    account_id: UUID
    lead_id: UUID | None = None
    type_id: int | None = None
    channel: str | None = None


async def events_between(
    connection: Connection, asked: Asked, since: datetime, before: Place, limit: int
) -> list[Row[Any]]:
    """The latest first, after a time and before a place."""
    values: dict[str, Any] = {
        "workspace_id": asked.workspace_id,
        "account_id": asked.account_id,
        "since": since,
        "at": before.at,
        "event_id": before.event_id,
        "limit": limit,
    }
    of_events, of_leads = "", ""
    if asked.lead_id is not None:
        of_leads = "AND l.lead_id = :lead_id"
        values["lead_id"] = asked.lead_id
    if asked.type_id is not None:
        of_events += " AND e.type_id = :type_id"
        values["type_id"] = asked.type_id
    if asked.channel is not None:
        of_events += " AND e.channel = :channel"
        values["channel"] = asked.channel
    statement = text(_EVENTS.format(events=of_events, leads=of_leads))
    return list(await connection.execute(statement, values))


async def types_of(connection: Connection, workspace_id: UUID, account_id: UUID) -> list[str]:
    """What its leads have done, by name, without the hidden ones."""
    values = {"workspace_id": workspace_id, "account_id": account_id}
    return list((await connection.execute(_TYPES, values)).scalars())


async def contact_names(
    connection: Connection, workspace_id: UUID, account_id: UUID, limit: int
) -> list[tuple[UUID, str]]:
    """Ids and names of its leads, the highest score first."""
    values = {"workspace_id": workspace_id, "account_id": account_id, "limit": limit}
    return [(row.lead_id, row.name) for row in await connection.execute(_CONTACTS, values)]
