from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.identity.rooted_queries import ROOTED

_FIRED = text("""
    SELECT f.trigger_id, f.subject_id,
           max(f.at) FILTER (WHERE f.state IN ('fired', 'released') AND f.at <= :since) AS fired_at,
           array_agg(f.at ORDER BY f.at) FILTER (WHERE f.state IN ('fired', 'released') AND f.at > :since) AS later,
           bool_or(f.state = 'held_back') AS is_held
    FROM unnest(cast(:trigger_ids AS uuid[]), cast(:subject_ids AS uuid[])) AS t (trigger_id, subject_id)
    JOIN trigger_firings f ON f.workspace_id = :workspace_id AND f.trigger_id = t.trigger_id
                          AND f.subject_id = t.subject_id
    GROUP BY f.trigger_id, f.subject_id
""")

_PARTS = {
    "lead": text("""
        SELECT root_id, lead_id AS part_id, held_from, held_to FROM lead_roots
        WHERE workspace_id = :workspace_id AND root_id = ANY(cast(:ids AS uuid[]))
    """),
    "account": text("""
        SELECT root_id, account_id AS part_id, held_from, held_to FROM account_roots
        WHERE workspace_id = :workspace_id AND root_id = ANY(cast(:ids AS uuid[]))
    """),
}

_FOR_EVER = datetime.max.replace(tzinfo=UTC)


async def fired(
    connection: Connection,
    workspace_id: UUID,
    pairs: Collection[tuple[UUID, UUID]],
    since: datetime = _FOR_EVER,
) -> Sequence[Any]:
    """Of pairs of a trigger and a lead, or account, on its own: when last by then, and when since."""
    values = {
        "since": since,
        "workspace_id": workspace_id,
        "trigger_ids": [trigger_id for trigger_id, _ in pairs],
        "subject_ids": [subject_id for _, subject_id in pairs],
    }
    return (await connection.execute(_FIRED, values)).all()


async def parts(
    connection: Connection, workspace_id: UUID, subject: str, root_ids: Collection[UUID]
) -> Sequence[Any]:
    if not root_ids:
        return []
    values = {"workspace_id": workspace_id, "ids": list(root_ids)}
    return (await connection.execute(_PARTS[subject], values)).all()


async def together(
    connection: Connection, workspace_id: UUID, subject: str, ids: Collection[UUID]
) -> dict[UUID, UUID]:
    """The root of each of all that are one with any of these; who is merged with nobody is left out."""
    roots = await ROOTED[subject].roots_of(connection, workspace_id, ids)
    every = await ROOTED[subject].together(connection, workspace_id, set(roots.values())) if roots else set()
    return await ROOTED[subject].roots_of(connection, workspace_id, every)
