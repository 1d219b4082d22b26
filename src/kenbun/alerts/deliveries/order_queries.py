from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

# Each person that a channel of e-mail writes to has a delivery of their own.
_ADD = text("""
    INSERT INTO deliveries (workspace_id, delivery_id, channel_id, recipient, act, firing_id, kind, body, state,
                            created_at, tried_since, next_try_at, last_answer)
    SELECT :workspace_id, uuidv7(), t.channel_id, r.address, t.act, t.firing_id, t.kind, t.body,
           CASE WHEN t.channel_id IS NULL OR c.channel_id IS NOT NULL THEN 'waiting' ELSE 'cancelled' END,
           :now, :now, :now,
           CASE WHEN t.channel_id IS NOT NULL AND c.channel_id IS NULL THEN 'The channel was deleted.' END
    FROM unnest(cast(:channel_ids AS uuid[]), cast(:acts AS jsonb[]), cast(:firing_ids AS uuid[]),
                cast(:kinds AS text[]), cast(:bodies AS jsonb[]))
      WITH ORDINALITY AS t (channel_id, act, firing_id, kind, body, place)
    LEFT JOIN channels c ON c.workspace_id = :workspace_id AND c.channel_id = t.channel_id
    LEFT JOIN LATERAL jsonb_array_elements_text(CASE WHEN c.kind = 'email' THEN c.config -> 'to' END)
      AS r (address) ON true
    ORDER BY t.place
    RETURNING delivery_id
""")


# Waits for the mail server, of which there is one for all.
_ADD_LETTER = text("""
    INSERT INTO deliveries (workspace_id, delivery_id, recipient, kind, body, state, created_at, tried_since,
                            next_try_at)
    VALUES (:workspace_id, uuidv7(), :recipient, :kind, cast(:body AS jsonb), 'waiting', :now, :now, :now)
    RETURNING delivery_id
""")


async def add(
    connection: Connection, workspace_id: UUID, now: datetime, columns: dict[str, list[Any]]
) -> list[UUID]:
    values = {"workspace_id": workspace_id, "now": now}
    return list((await connection.execute(_ADD, values | columns)).scalars())


async def add_letter(
    connection: Connection, workspace_id: UUID, now: datetime, kind: str, recipient: str, body: dict[str, str]
) -> UUID:
    values = {"workspace_id": workspace_id, "now": now, "kind": kind, "recipient": recipient}
    delivery_id: UUID = (
        await connection.execute(_ADD_LETTER, values | {"body": json.dumps(body)})
    ).scalar_one()
    return delivery_id
