"""What triggers have fired for a lead or an account, for its timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.kit.ids import public

# Of those that are shown in it, too: a firing stands with the part that did it.
_FIRINGS = text("""
    SELECT f.firing_id, f.at AS changed_at, f.cause, f.state, f.held_because, t.trigger_id, t.name, t.kind AS waits_for,
           t.subject
    FROM trigger_firings f
    JOIN triggers t ON t.workspace_id = f.workspace_id AND t.trigger_id = f.trigger_id
    WHERE f.workspace_id = :workspace_id AND f.at >= :since AND f.at < :until AND f.subject_id IN (
        SELECT cast(:subject_id AS uuid)
        UNION SELECT lead_id FROM lead_parts WHERE workspace_id = :workspace_id AND root_id = :subject_id
        UNION SELECT account_id FROM account_parts WHERE workspace_id = :workspace_id AND root_id = :subject_id)
    ORDER BY f.at DESC, f.firing_id DESC
    LIMIT :limit
""")


async def firings_of(
    connection: Connection, workspace_id: UUID, subject_id: UUID, since: datetime, until: datetime, limit: int
) -> list[dict[str, Any]]:
    """The latest in [since, until), the latest first; those held back and let go as well."""
    values = {
        "workspace_id": workspace_id,
        "subject_id": subject_id,
        "since": since,
        "until": until,
        "limit": limit,
    }
    rows = await connection.execute(_FIRINGS, values)
    return [
        dict(row._mapping)
        | {"firing_id": public("fir", row.firing_id), "trigger_id": public("trg", row.trigger_id)}
        for row in rows
    ]
