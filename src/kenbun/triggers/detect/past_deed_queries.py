"""Events of past days, those alone that may be part of a run."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.triggers.detect.deed_queries import COLUMNS, TYPES, Known, of_types
from kenbun.triggers.detect.event_queries import Deed
from kenbun.triggers.detect.wanted import Wanted
from kenbun.triggers.drafts import Subject

# Where leads have come apart again, or to another account, one cannot tell by whose events are now whose they were:
# these are all taken together, and so are looked at more closely.
_TOGETHER = "cast('00000000-0000-0000-0000-000000000000' AS uuid)"
_APART = """
    SELECT unnest(ARRAY[coalesce(a.root_id, p.lead_id), coalesce(b.root_id, p.root_id)]) AS lead_id
    FROM lead_roots p
    LEFT JOIN lead_roots a ON a.workspace_id = :workspace_id AND a.lead_id = p.lead_id AND a.held_to IS NULL
    LEFT JOIN lead_roots b ON b.workspace_id = :workspace_id AND b.lead_id = p.root_id AND b.held_to IS NULL
    WHERE p.workspace_id = :workspace_id AND p.held_to IS NOT NULL
      AND coalesce(a.root_id, p.lead_id) <> coalesce(b.root_id, p.root_id)
"""
# In which accounts each lead on its own may have been shown: its own, and those of whom it was merged into.
_ACCOUNTS = """
    SELECT DISTINCT own.lead_id, c.account_id
    FROM (SELECT lead_id, lead_id AS root_id FROM lead_account_changes WHERE workspace_id = :workspace_id
          UNION
          SELECT lead_id, root_id FROM lead_roots WHERE workspace_id = :workspace_id) AS own
    JOIN lead_account_changes c ON c.workspace_id = :workspace_id AND c.lead_id = own.root_id
    WHERE c.account_id IS NOT NULL
"""
_WHOSE_THEN: dict[Subject, str] = {
    "lead": f"""
        SELECT e.event_id, e.happened_at, CASE WHEN x.lead_id IS NULL THEN e.lead_id ELSE {_TOGETHER} END AS whose
        FROM events e {{types}}
        LEFT JOIN (SELECT DISTINCT lead_id FROM ({_APART}) AS apart) AS x ON x.lead_id = e.lead_id
    """,  # noqa: S608 - our own text
    "account": f"""
        SELECT e.event_id, e.happened_at, c.whose
        FROM events e {{types}}
        JOIN (
            SELECT DISTINCT lead_id,
                   CASE WHEN bool_or(is_one_of_several) OVER (PARTITION BY account_id) THEN {_TOGETHER}
                        ELSE account_id END AS whose
            FROM (SELECT lead_id, account_id, count(*) OVER (PARTITION BY lead_id) > 1 AS is_one_of_several
                  FROM ({_ACCOUNTS}) AS every) AS told
        ) AS c ON c.lead_id = coalesce(e.own_lead_id, e.lead_id)
    """,  # noqa: S608
}
# Of all events those that stand among so many within the time: each begins a run, or is one of the next few after one
# that does. With when each was suppressed, from when to when.
_THEN = """
    SELECT {columns}, s.spans
    FROM (
        SELECT event_id, bool_or(begins) OVER (
            PARTITION BY whose ORDER BY happened_at, event_id ROWS BETWEEN :before PRECEDING AND CURRENT ROW) AS is_near
        FROM (
            SELECT event_id, happened_at, whose, coalesce(lead(happened_at, :before) OVER (
                PARTITION BY whose ORDER BY happened_at, event_id) - happened_at <= :window, FALSE) AS begins
            FROM ({whose}
                WHERE e.workspace_id = :workspace_id AND e.happened_at >= :since AND e.received_at <= :until
                  AND e.lead_id IS NOT NULL) AS looked
        ) AS runs
    ) AS n
    JOIN events e ON e.workspace_id = :workspace_id AND e.event_id = n.event_id
    JOIN event_types t ON t.workspace_id = :workspace_id AND t.type_id = e.type_id
    LEFT JOIN LATERAL (
        SELECT array_agg(ARRAY[s.held_from, coalesce(s.held_to, 'infinity')]) AS spans
        FROM event_suppressions s WHERE s.workspace_id = :workspace_id AND s.event_id = e.event_id
    ) AS s ON TRUE
    WHERE n.is_near
    LIMIT :most
"""
_THEN_OF = {
    subject: text(_THEN.format(columns=COLUMNS, whose=whose.format(types=TYPES)))
    for subject, whose in _WHOSE_THEN.items()
}


async def known_then(
    connection: Connection,
    workspace_id: UUID,
    wanted: Wanted,
    since: datetime,
    until: datetime,
    most: int,
) -> list[Known]:
    """What anybody has done since that may be part of what is wanted, and when it was suppressed; of more than `most`,
    that many."""
    values = {
        "workspace_id": workspace_id,
        "since": since,
        "until": until,
        "most": most,
        "before": wanted.least - 1,
        "window": wanted.window,
    }
    rows = await connection.execute(_THEN_OF[wanted.trigger.subject], values | of_types(wanted.keys))
    return [Known(Deed(*row[:-1]), row.spans) for row in rows]
