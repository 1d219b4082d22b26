from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from kenbun.database import Connection
from kenbun.events.leadwise_queries import latest_of
from kenbun.events.places import Place
from kenbun.events.tables import event_types, events
from kenbun.leads.tables import lead_profiles, leads

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
    """The latest first, from a time on and before a place. Names are looked up once the page is found."""
    of_account = select(leads.c.lead_id).where(
        leads.c.workspace_id == asked.workspace_id, leads.c.account_id == asked.account_id
    )
    if asked.lead_id is not None:
        of_account = of_account.where(leads.c.lead_id == asked.lead_id)
    conditions = []
    if asked.type_id is not None:
        conditions.append(events.c.type_id == asked.type_id)
    if asked.channel is not None:
        conditions.append(events.c.channel == asked.channel)
    latest = latest_of(asked.workspace_id, of_account, conditions, since=since, limit=limit, before=before)
    found = latest.limit(limit).subquery("found")
    named = (
        select(found, event_types.c.name.label("event_type"), lead_profiles.c.name.label("lead_name"))
        .join(event_types, event_types.c.type_id == found.c.type_id)
        .join(lead_profiles, lead_profiles.c.lead_id == found.c.lead_id)
        .where(
            event_types.c.workspace_id == asked.workspace_id,
            lead_profiles.c.workspace_id == asked.workspace_id,
        )
        .order_by(found.c.happened_at.desc(), found.c.event_id.desc())
    )
    return list(await connection.execute(named))


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
