from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

# Its people, and the one of them who is ahead: of two with one score who was there first.
_HEAD = text("""
    WITH people AS (
        SELECT count(*) AS leads,
               count(*) FILTER (WHERE last_active_at > :month_ago) AS active_leads,
               count(*) FILTER (WHERE last_active_at > :week_ago) AS active_this_week,
               max(last_active_at) AS last_activity_at,
               (array_agg(lead_id ORDER BY engagement_score DESC, lead_id))[1] AS ahead_id
        FROM leads WHERE workspace_id = :workspace_id AND account_id = :account_id
    )
    SELECT a.account_id, a.name, a.fields ->> 'domain' AS said_domain, a.fields, a.created_at, a.archived_at,
           a.account_score, a.engagement_score,
           people.leads, people.active_leads, people.active_this_week, people.last_activity_at,
           ahead.lead_id AS ahead_id, ahead.engagement_score AS ahead_score, ahead.event_count AS ahead_events,
           surge.multiplier, p.name AS ahead_name, u.user_id AS owner_id, u.name AS owner_name, u.email AS owner_email
    FROM accounts a
    CROSS JOIN people
    LEFT JOIN leads ahead ON ahead.workspace_id = :workspace_id AND ahead.lead_id = people.ahead_id
    LEFT JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = people.ahead_id
    LEFT JOIN users u ON u.user_id = ahead.owner_id
    LEFT JOIN surges surge
      ON surge.workspace_id = :workspace_id AND surge.account_id = a.account_id AND surge.ended_at IS NULL
    WHERE a.workspace_id = :workspace_id AND a.account_id = :account_id
""")

# By the primary key of sessions, which begins with the lead: their rows are not looked at.
_SESSIONS = text("""
    SELECT count(*) FROM leads l
    JOIN sessions s ON s.workspace_id = :workspace_id AND s.lead_id = l.lead_id
    WHERE l.workspace_id = :workspace_id AND l.account_id = :account_id
""")


_ALIASES = text("""
    SELECT kind, value FROM account_aliases
    WHERE workspace_id = :workspace_id AND account_id = :account_id AND kind IN ('domain', 'id')
    ORDER BY own_account_id IS NOT NULL, created_at, value
    LIMIT 100
""")


async def aliases(connection: Connection, workspace_id: UUID, account_id: UUID) -> dict[str, list[str]]:
    """By kind what it is known by, the first first; of those merged into it at the end."""
    found: dict[str, list[str]] = {"domain": [], "id": []}
    values = {"workspace_id": workspace_id, "account_id": account_id}
    for row in await connection.execute(_ALIASES, values):
        found[row.kind].append(row.value)
    return found


async def head(
    connection: Connection, workspace_id: UUID, account_id: UUID, now: datetime
) -> Row[Any] | None:
    """What the page begins with; windows of activity end at `now`."""
    values = {
        "workspace_id": workspace_id,
        "account_id": account_id,
        "month_ago": now - timedelta(days=30),
        "week_ago": now - timedelta(days=7),
    }
    return (await connection.execute(_HEAD, values)).one_or_none()


async def count_sessions(connection: Connection, workspace_id: UUID, account_id: UUID) -> int:
    values = {"workspace_id": workspace_id, "account_id": account_id}
    return int((await connection.execute(_SESSIONS, values)).scalar_one())
