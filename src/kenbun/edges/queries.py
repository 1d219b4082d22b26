"""Whom the edge of a window has passed between two times: all others stay as they are while nothing happens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.conditions import Count
from kenbun.database import Connection
from kenbun.events.types import fold
from kenbun.subject import Subject

# Leads whose events of a type, or of any, left a window.
_EVENTS = """
    SELECT DISTINCT e.lead_id FROM events e
    WHERE e.workspace_id = :workspace_id AND e.lead_id IS NOT NULL AND e.suppressed IS NULL
      AND e.happened_at > :since AND e.happened_at <= :until
"""
_ANY_EVENTS = text(_EVENTS)
_EVENTS_OF_TYPE = text(f"""
    {_EVENTS}
      AND e.type_id = (SELECT type_id FROM event_types WHERE workspace_id = :workspace_id AND key = :key)
""")  # noqa: S608 - our own text
_SESSIONS = text("""
    SELECT DISTINCT lead_id FROM sessions
    WHERE workspace_id = :workspace_id AND started_at > :since AND started_at <= :until
""")

_LEADS = "SELECT lead_id FROM leads WHERE workspace_id = :workspace_id AND {column} > :since AND {column} <= :until"
_ACCOUNTS = """
    SELECT account_id FROM accounts WHERE workspace_id = :workspace_id AND {column} > :since AND {column} <= :until
"""
_AGED: dict[tuple[Subject, str], TextClause] = {
    ("lead", "activity"): text(_LEADS.format(column="last_active_at")),
    ("lead", "creation"): text(_LEADS.format(column="created_at")),
    ("account", "activity"): text(_ACCOUNTS.format(column="last_active_at")),
    ("account", "creation"): text(_ACCOUNTS.format(column="created_at")),
    ("account", "activity of leads"): text("""
        SELECT DISTINCT account_id FROM leads
        WHERE workspace_id = :workspace_id AND account_id IS NOT NULL
          AND last_active_at > :since AND last_active_at <= :until
    """),
}

# A row is of an hour, or of a day: it leaves at some time within.
_SCORED = text("""
    SELECT DISTINCT subject_id FROM score_history
    WHERE workspace_id = :workspace_id AND subject = :subject AND dimension = :dimension
      AND at > cast(:since AS timestamptz) - interval '25 hours' AND at <= :until
      AND at + CASE WHEN is_day THEN interval '25 hours' ELSE interval '1 hour' END > :since
""")

# Of fields with dates: all who have one as a day begins, else those whose date is about now.
_DATED: dict[str, TextClause] = {
    "lead": text("""
        SELECT lead_id FROM lead_profiles
        WHERE workspace_id = :workspace_id AND fields ? :field
          AND (:all OR fields ->> :field LIKE ANY(cast(:near AS text[])))
    """),
    "account": text("""
        SELECT account_id FROM accounts
        WHERE workspace_id = :workspace_id AND fields ? :field
          AND (:all OR fields ->> :field LIKE ANY(cast(:near AS text[])))
    """),
}

_DID = text("""
    SELECT d.lead_id FROM lead_event_types d
    WHERE d.workspace_id = :workspace_id
      AND (cast(:key AS text) IS NULL
           OR d.type_id = (SELECT type_id FROM event_types WHERE workspace_id = :workspace_id AND key = :key))
""")

_LEADS_OF = text("""
    SELECT lead_id FROM leads
    WHERE workspace_id = :workspace_id AND account_id = ANY(cast(:account_ids AS uuid[]))
""")


class Span(NamedTuple):
    """After `since`, up to `until`."""

    since: datetime
    until: datetime

    def back(self, days: int) -> dict[str, datetime]:
        """What was `days` x 24 h old in it."""
        return {"since": self.since - timedelta(days=days), "until": self.until - timedelta(days=days)}


async def left_a_count(
    connection: Connection, workspace_id: UUID, count: Count, days: int, span: Span
) -> Collection[UUID]:
    """Leads."""
    values = {"workspace_id": workspace_id, **span.back(days)}
    if count.what == "sessions":
        return (await connection.execute(_SESSIONS, values)).scalars().all()
    if count.event_type is None:
        return (await connection.execute(_ANY_EVENTS, values)).scalars().all()
    values |= {"key": fold(count.event_type)}
    return (await connection.execute(_EVENTS_OF_TYPE, values)).scalars().all()


async def aged(
    connection: Connection, workspace_id: UUID, kind: Subject, what: str, days: int, span: Span
) -> Collection[UUID]:
    """Leads, or accounts."""
    values = {"workspace_id": workspace_id, **span.back(days)}
    return (await connection.execute(_AGED[kind, what], values)).scalars().all()


async def left_a_score(
    connection: Connection, workspace_id: UUID, subject: Subject, dimension: str, days: int, span: Span
) -> Collection[UUID]:
    """Leads, or accounts."""
    values = {"workspace_id": workspace_id, "subject": subject, "dimension": dimension, **span.back(days)}
    return (await connection.execute(_SCORED, values)).scalars().all()


async def dated(
    connection: Connection,
    workspace_id: UUID,
    source: str,
    field: str,
    near: Collection[str],
    *,
    everybody: bool,
) -> Collection[UUID]:
    """Of leads' or accounts' fields. `near` are days, as dates begin with them."""
    values = {
        "workspace_id": workspace_id,
        "field": field,
        "all": everybody,
        "near": [f"%{day}%" for day in near],
    }
    return (await connection.execute(_DATED[source], values)).scalars().all()


async def who_did(connection: Connection, workspace_id: UUID, event_type: str | None) -> Collection[UUID]:
    """Leads."""
    values = {"workspace_id": workspace_id, "key": None if event_type is None else fold(event_type)}
    return set((await connection.execute(_DID, values)).scalars())


async def leads_of(
    connection: Connection, workspace_id: UUID, account_ids: Collection[UUID]
) -> Collection[UUID]:
    """Those in these accounts."""
    if not account_ids:
        return ()
    values = {"workspace_id": workspace_id, "account_ids": list(account_ids)}
    return (await connection.execute(_LEADS_OF, values)).scalars().all()
