"""Statements on how the database fares, and on what waits in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

MOST_COUNTED = 100_000
"""What waits is counted up to so many: more says nothing new, and takes its time."""

_INBOX = text("""
    /* all workspaces */
    SELECT count(*) AS waiting, min(accepted_at) AS oldest
    FROM (SELECT accepted_at FROM event_inbox LIMIT :most) AS first
""")

_MAIL = text("""
    /* all workspaces */
    SELECT count(*) AS waiting, min(mail_due_at) AS oldest
    FROM (SELECT mail_due_at FROM notifications WHERE mail_due_at <= :now ORDER BY mail_due_at LIMIT :most) AS first
""")

_DELIVERIES = text("""
    /* all workspaces */
    SELECT count(*) AS waiting, min(created_at) AS oldest
    FROM (SELECT created_at FROM deliveries WHERE state = 'waiting' LIMIT :most) AS first
""")

_OF_WORKSPACE = text("""
    SELECT (SELECT count(*) FROM (SELECT FROM event_inbox WHERE workspace_id = :workspace_id LIMIT :most) AS i)
             AS waiting,
           (SELECT min(accepted_at) FROM (SELECT accepted_at FROM event_inbox WHERE workspace_id = :workspace_id
                                          ORDER BY event_id LIMIT 1) AS o) AS oldest,
           (SELECT count(*) FROM (SELECT FROM rejected_events WHERE workspace_id = :workspace_id LIMIT :most) AS r)
             AS rejected,
           (SELECT count(*) FROM (SELECT FROM notifications WHERE workspace_id = :workspace_id
                                  AND mail_due_at <= :now LIMIT :most) AS n) AS mail,
           (SELECT count(*) FROM alert_mailboxes WHERE workspace_id = :workspace_id AND failing_since IS NOT NULL)
             AS failing_mailboxes,
           (SELECT count(*) FROM (SELECT FROM deliveries WHERE workspace_id = :workspace_id
                                  AND state = 'waiting' LIMIT :most) AS d) AS deliveries,
           (SELECT count(*) FROM (SELECT FROM deliveries WHERE workspace_id = :workspace_id
                                  AND state = 'failed' LIMIT :most) AS f) AS failed_deliveries,
           -- what failed was last tried when it was next to be tried; tests somebody has looked at
           (SELECT count(*) FROM (SELECT FROM deliveries WHERE workspace_id = :workspace_id AND state = 'failed'
                                  AND kind <> 'test' AND next_try_at > :yesterday LIMIT :most) AS y)
             AS failed_lately,
           (SELECT min(tried_since) FROM (SELECT tried_since FROM deliveries WHERE workspace_id = :workspace_id
                                          AND state = 'waiting' LIMIT :most) AS w) AS oldest_delivery,
           (SELECT count(*) FROM channels WHERE workspace_id = :workspace_id
              AND failing_since IS NOT NULL) AS failing_channels,
           (SELECT count(*) FROM channels WHERE workspace_id = :workspace_id
              AND switched_off_because IS NOT NULL) AS channels_off
""")

_DATABASE = text("""
    SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size,
           (SELECT version_num FROM alembic_version) AS revision,
           (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections,
           current_setting('max_connections')::int AS most_connections
""")


class Waiting(NamedTuple):
    many: int
    oldest: datetime | None


async def inbox(connection: Connection) -> Waiting:
    """Calls of all workspaces that are not in the lists yet."""
    row = (await connection.execute(_INBOX, {"most": MOST_COUNTED})).one()
    return Waiting(row.waiting, row.oldest)


async def mail(connection: Connection, now: datetime) -> Waiting:
    """Notifications of all workspaces that are due to be mailed."""
    row = (await connection.execute(_MAIL, {"most": MOST_COUNTED, "now": now})).one()
    return Waiting(row.waiting, row.oldest)


async def deliveries(connection: Connection) -> Waiting:
    """What is to be delivered, in all workspaces."""
    row = (await connection.execute(_DELIVERIES, {"most": MOST_COUNTED})).one()
    return Waiting(row.waiting, row.oldest)


async def of_workspace(connection: Connection, workspace_id: UUID, now: datetime) -> Row[Any]:
    values = {
        "workspace_id": workspace_id,
        "now": now,
        "yesterday": now - timedelta(days=1),
        "most": MOST_COUNTED,
    }
    return (await connection.execute(_OF_WORKSPACE, values)).one()


async def database(connection: Connection) -> Row[Any]:
    return (await connection.execute(_DATABASE)).one()
