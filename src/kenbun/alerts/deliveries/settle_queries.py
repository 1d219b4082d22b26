from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

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


async def note(
    connection: Connection, workspace_id: UUID, now: datetime, columns: dict[str, list[Any]]
) -> None:
    await connection.execute(_NOTE, {"workspace_id": workspace_id, "now": now} | columns)
