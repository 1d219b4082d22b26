from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# Window 0 ends now, window 1 where that begins, and so on.
_COUNTED = text("""
    SELECT cast(floor(extract(epoch FROM cast(:now AS timestamptz) - e.happened_at) / :seconds) AS int) AS number,
           count(*) AS events
    FROM leads l
    JOIN events e ON e.workspace_id = :workspace_id AND e.lead_id = l.lead_id
    WHERE l.workspace_id = :workspace_id AND l.account_id = :account_id
      AND e.suppressed IS NULL AND e.channel <> 'system'
      AND e.happened_at > :since AND e.happened_at <= :now
    GROUP BY 1
""")


async def counted(
    connection: Connection,
    workspace_id: UUID,
    account_id: UUID,
    window: timedelta,
    windows: int,
    now: datetime,
) -> list[int]:
    """The activity of an account in so many windows, the last of which ends now."""
    values = {
        "workspace_id": workspace_id,
        "account_id": account_id,
        "now": now,
        "since": now - windows * window,
        "seconds": window.total_seconds(),
    }
    found = {row.number: row.events for row in await connection.execute(_COUNTED, values)}
    return [found.get(number, 0) for number in reversed(range(windows))]
