"""Whom a rule can be tried on, and how the parts of its conditions fare on one event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from kenbun.conditions import Leaf, Scope, to_sql
from kenbun.database import Connection
from kenbun.events.tables import events
from kenbun.subject import Subject

MOST_FOUND = 8

_FOUND: dict[Subject, Any] = {
    "lead": text("""
        SELECT p.lead_id AS id, p.name, coalesce(p.fields ->> 'email', p.fields ->> 'company', '') AS more
        FROM lead_profiles p
        WHERE p.workspace_id = :workspace_id
          AND p.search LIKE casefold(cast(:pattern AS text) COLLATE pg_unicode_fast) COLLATE "default"
        LIMIT :limit
    """),
    "account": text("""
        SELECT a.account_id AS id, a.name, coalesce(a.domain, '') AS more
        FROM accounts a
        WHERE a.workspace_id = :workspace_id
          AND (casefold(a.name COLLATE pg_unicode_fast) LIKE casefold(cast(:pattern AS text) COLLATE pg_unicode_fast)
               OR a.domain LIKE lower(:pattern))
        LIMIT :limit
    """),
}

# Before anybody has typed: those whom lists show first.
_FIRST: dict[Subject, Any] = {
    "lead": text("""
        SELECT l.lead_id AS id, p.name, coalesce(p.fields ->> 'email', p.fields ->> 'company', '') AS more
        FROM (SELECT lead_id, engagement_score FROM leads
              WHERE workspace_id = :workspace_id ORDER BY engagement_score DESC, lead_id LIMIT :limit) l
        JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = l.lead_id
        ORDER BY l.engagement_score DESC, l.lead_id
    """),
    "account": text("""
        SELECT account_id AS id, name, coalesce(domain, '') AS more FROM accounts
        WHERE workspace_id = :workspace_id ORDER BY account_score DESC, account_id LIMIT :limit
    """),
}

_LATEST = text("""
    SELECT event_id, suppressed FROM events
    WHERE workspace_id = :workspace_id AND lead_id = :lead_id AND type_id = :type_id
    ORDER BY happened_at DESC, event_id DESC LIMIT 1
""")


async def find(
    connection: Connection, workspace_id: UUID, subject: Subject, typed: str
) -> Sequence[Row[Any]]:
    """Some leads or accounts in whose name, aliases or domain the text occurs: id, name, more."""
    values: dict[str, Any] = {"workspace_id": workspace_id, "limit": MOST_FOUND}
    if not typed:
        return (await connection.execute(_FIRST[subject], values)).all()
    escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return (await connection.execute(_FOUND[subject], values | {"pattern": f"%{escaped}%"})).all()


async def latest_event(
    connection: Connection, workspace_id: UUID, lead_id: UUID, type_id: int
) -> Row[Any] | None:
    """The lead's latest event of the type: event_id, and why it is suppressed, if it is."""
    values = {"workspace_id": workspace_id, "lead_id": lead_id, "type_id": type_id}
    return (await connection.execute(_LATEST, values)).one_or_none()


async def judge_event(
    connection: Connection, workspace_id: UUID, event_id: UUID, zone: str, leaves: Sequence[Leaf]
) -> Row[Any]:
    """happened_at, metadata, and of each leaf whether it holds, by the SQL that scores."""
    scope = Scope(zone=zone, now=events.c.happened_at, metadata=events.c.metadata)
    holds = [to_sql(leaf, scope).label(f"holds{number}") for number, leaf in enumerate(leaves)]
    found = select(events.c.happened_at, events.c.metadata, *holds).where(
        events.c.workspace_id == workspace_id, events.c.event_id == event_id
    )
    return (await connection.execute(found)).one()
