from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

# What somebody else has said to be delivered stays so; what has been cancelled meanwhile too, unless it arrived.
_NOTE = text("""
    WITH told AS (
        UPDATE deliveries d
        SET state = CASE WHEN t.state = 'delivered' OR d.state = 'waiting' THEN t.state ELSE d.state END,
            attempts = d.attempts + 1,
            next_try_at = coalesce(t.next_try_at, :now),
            claimed_until = NULL,
            -- a letter holds a secret, which is nobody's any more once it is over
            body = CASE WHEN d.channel_id IS NULL AND t.state <> 'waiting' THEN NULL ELSE d.body END,
            delivered_at = CASE WHEN t.state = 'delivered' THEN :now ELSE d.delivered_at END,
            last_answer = t.answer
        FROM unnest(cast(:delivery_ids AS uuid[]), cast(:states AS text[]), cast(:nexts AS timestamptz[]),
                    cast(:ats AS timestamptz[]), cast(:tooks AS int[]), cast(:statuses AS int[]),
                    cast(:answers AS text[]))
          AS t (delivery_id, state, next_try_at, at, took_ms, status, answer)
        WHERE d.workspace_id = :workspace_id AND d.delivery_id = t.delivery_id
        RETURNING d.delivery_id, d.attempts, t.at, t.took_ms, t.status, t.answer
    )
    INSERT INTO delivery_attempts (workspace_id, delivery_id, number, at, took_ms, status, answer)
    SELECT :workspace_id, delivery_id, attempts, at, took_ms, status, answer FROM told
""")

# What somebody has released, or sent again, was on its way for as long as nobody did.
_SET_OFF_BY_THEMSELVES = text("""
    SELECT d.delivery_id, f.cause ->> 'event_id' AS event_id
    FROM deliveries d
    JOIN trigger_firings f ON f.workspace_id = :workspace_id AND f.firing_id = d.firing_id
    WHERE d.workspace_id = :workspace_id AND d.delivery_id = ANY(cast(:delivery_ids AS uuid[]))
      AND f.state = 'fired' AND d.tried_since = d.created_at
""")


async def note(
    connection: Connection, workspace_id: UUID, now: datetime, columns: dict[str, list[Any]]
) -> None:
    await connection.execute(_NOTE, {"workspace_id": workspace_id, "now": now} | columns)


async def set_off_by_themselves(
    connection: Connection, workspace_id: UUID, delivery_ids: Sequence[UUID]
) -> list[Row[Any]]:
    """Of these those that nobody has set off, each with the event that it came of, if any."""
    values = {"workspace_id": workspace_id, "delivery_ids": list(delivery_ids)}
    return list(await connection.execute(_SET_OFF_BY_THEMSELVES, values))
