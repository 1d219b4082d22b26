from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

Within = Literal["acts", "letters"]
"""What goes to no channel: acts, and mail of kenbun's own."""

_IS_DUE = """
    d.state = 'waiting' AND d.next_try_at <= :now AND (d.claimed_until IS NULL OR d.claimed_until <= :now)
"""

_DUE = text(f"""
    SELECT c.workspace_id, c.channel_id, NULL AS within FROM channels c
    WHERE c.active AND (c.resting_until IS NULL OR c.resting_until <= :now) AND EXISTS (
        SELECT FROM deliveries d
        WHERE d.workspace_id = c.workspace_id AND d.channel_id = c.channel_id AND {_IS_DUE})
    UNION ALL
    SELECT w.workspace_id, NULL, 'acts' FROM workspaces w
    WHERE EXISTS (
        SELECT FROM deliveries d
        WHERE d.workspace_id = w.workspace_id AND d.channel_id IS NULL AND d.act IS NOT NULL AND {_IS_DUE})
    UNION ALL
    SELECT w.workspace_id, NULL, 'letters' FROM workspaces w
    WHERE EXISTS (
        SELECT FROM deliveries d
        WHERE d.workspace_id = w.workspace_id AND d.channel_id IS NULL AND d.act IS NULL AND {_IS_DUE})
    /* all workspaces */
""")  # noqa: S608 - our conditions

_NEXT_DUE = text("""
    SELECT min(next_at) FROM (
        SELECT greatest(d.next_try_at, c.resting_until) AS next_at FROM channels c
        CROSS JOIN LATERAL (
            SELECT next_try_at FROM deliveries
            WHERE workspace_id = c.workspace_id AND channel_id = c.channel_id AND state = 'waiting'
              AND (next_try_at > :now OR c.resting_until > :now)
            ORDER BY next_try_at LIMIT 1) AS d
        WHERE c.active
        UNION ALL
        SELECT d.next_try_at FROM workspaces w
        CROSS JOIN LATERAL (
            SELECT next_try_at FROM deliveries
            WHERE workspace_id = w.workspace_id AND channel_id IS NULL AND state = 'waiting' AND next_try_at > :now
            ORDER BY next_try_at LIMIT 1) AS d
    ) AS nexts
    /* all workspaces */
""")

_ANY_DUE = text(f"""
    SELECT EXISTS (
        SELECT FROM deliveries d
        WHERE d.workspace_id = :workspace_id AND d.channel_id = :channel_id AND {_IS_DUE})
""")  # noqa: S608

# In a CTE, which runs once: as a subquery it could be run again for what others had locked, past the limit.
_CLAIM = """
    WITH next AS MATERIALIZED (
        SELECT d.delivery_id FROM deliveries d
        WHERE d.workspace_id = :workspace_id AND {these} AND {is_due}
        ORDER BY d.next_try_at, d.delivery_id LIMIT :most FOR UPDATE SKIP LOCKED
    )
    UPDATE deliveries d SET claimed_until = :until FROM next
    WHERE d.workspace_id = :workspace_id AND d.delivery_id = next.delivery_id
    RETURNING d.delivery_id, d.firing_id, d.kind, d.recipient, d.tried_since, d.body
"""
_CLAIM_OF_CHANNEL = text(_CLAIM.format(these="d.channel_id = :channel_id", is_due=_IS_DUE))
_CLAIM_LETTERS = text(_CLAIM.format(these="d.channel_id IS NULL AND d.act IS NULL", is_due=_IS_DUE))

_NEXT_DEED = text(f"""
    SELECT d.delivery_id, d.firing_id, d.kind, d.act, d.tried_since FROM deliveries d
    WHERE d.workspace_id = :workspace_id AND d.channel_id IS NULL AND d.act IS NOT NULL AND {_IS_DUE}
    ORDER BY d.next_try_at, d.delivery_id LIMIT 1 FOR UPDATE SKIP LOCKED
""")  # noqa: S608

_CLAIM_THESE = text("""
    UPDATE deliveries SET claimed_until = :until
    WHERE workspace_id = :workspace_id AND delivery_id = ANY(cast(:delivery_ids AS uuid[])) AND state = 'waiting'
    RETURNING delivery_id, firing_id, kind, recipient, tried_since, body
""")

_KEEP = text("""
    UPDATE deliveries d SET body = t.body
    FROM unnest(cast(:delivery_ids AS uuid[]), cast(:bodies AS jsonb[])) AS t (delivery_id, body)
    WHERE d.workspace_id = :workspace_id AND d.delivery_id = t.delivery_id
    RETURNING d.delivery_id, d.body
""")

_CANCEL = text("""
    UPDATE deliveries SET state = 'cancelled', claimed_until = NULL, last_answer = :why
    WHERE workspace_id = :workspace_id AND delivery_id = ANY(cast(:delivery_ids AS uuid[])) AND state = 'waiting'
""")


async def due(connection: Connection, now: datetime) -> list[tuple[UUID, UUID | Within]]:
    """Workspaces, and for what of each something waits."""
    rows = await connection.execute(_DUE, {"now": now})
    return [(row.workspace_id, row.channel_id or row.within) for row in rows]


async def next_due(connection: Connection, now: datetime) -> datetime | None:
    """When something is due that is not yet, apart from what somebody has in hand."""
    found: datetime | None = (await connection.execute(_NEXT_DUE, {"now": now})).scalar_one()
    return found


async def any_due(connection: Connection, workspace_id: UUID, channel_id: UUID, now: datetime) -> bool:
    values = {"workspace_id": workspace_id, "channel_id": channel_id, "now": now}
    return bool((await connection.execute(_ANY_DUE, values)).scalar_one())


async def claim(
    connection: Connection, workspace_id: UUID, channel_id: UUID, most: int, now: datetime, until: datetime
) -> list[Row[Any]]:
    values = {"workspace_id": workspace_id, "channel_id": channel_id, "most": most, "now": now}
    return list(await connection.execute(_CLAIM_OF_CHANNEL, values | {"until": until}))


async def claim_letters(
    connection: Connection, workspace_id: UUID, most: int, now: datetime, until: datetime
) -> list[Row[Any]]:
    values = {"workspace_id": workspace_id, "most": most, "now": now, "until": until}
    return list(await connection.execute(_CLAIM_LETTERS, values))


async def next_deed(connection: Connection, workspace_id: UUID, now: datetime) -> Row[Any] | None:
    """It stays locked until the transaction ends."""
    values = {"workspace_id": workspace_id, "now": now}
    return (await connection.execute(_NEXT_DEED, values)).one_or_none()


async def claim_these(
    connection: Connection, workspace_id: UUID, delivery_ids: Sequence[UUID], until: datetime
) -> list[Row[Any]]:
    values = {"workspace_id": workspace_id, "delivery_ids": list(delivery_ids), "until": until}
    return list(await connection.execute(_CLAIM_THESE, values))


async def keep_bodies(
    connection: Connection, workspace_id: UUID, bodies: Mapping[UUID, Mapping[str, Any]]
) -> dict[UUID, dict[str, Any]]:
    """As the database has them from now on, by delivery."""
    values = {
        "workspace_id": workspace_id,
        "delivery_ids": list(bodies),
        "bodies": [json.dumps(body, default=str) for body in bodies.values()],
    }
    return {row.delivery_id: row.body for row in await connection.execute(_KEEP, values)}


async def cancel(connection: Connection, workspace_id: UUID, delivery_ids: Sequence[UUID], why: str) -> None:
    values = {"workspace_id": workspace_id, "delivery_ids": list(delivery_ids), "why": why}
    await connection.execute(_CANCEL, values)
