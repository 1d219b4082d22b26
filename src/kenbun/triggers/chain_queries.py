from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.triggers.spans import Span

_ACTS = text("""
    SELECT at, trigger_id, chain FROM trigger_acts
    WHERE workspace_id = :workspace_id AND at > :since AND at <= :until
""")

_NOTE = text("""
    INSERT INTO trigger_acts (workspace_id, at, firing_id, trigger_id, chain)
    SELECT :workspace_id, :now, firing_id, trigger_id, chain FROM trigger_firings
    WHERE workspace_id = :workspace_id AND firing_id = :firing_id
    ON CONFLICT (workspace_id, at) DO NOTHING
""")


class Act(NamedTuple):
    trigger_id: UUID
    chain: int


async def acts_in(connection: Connection, workspace_id: UUID, span: Span) -> dict[datetime, Act]:
    rows = await connection.execute(_ACTS, {"workspace_id": workspace_id, **span._asdict()})
    return {row.at: Act(row.trigger_id, row.chain) for row in rows}


async def note(connection: Connection, workspace_id: UUID, firing_id: UUID, now: datetime) -> None:
    await connection.execute(_NOTE, {"workspace_id": workspace_id, "firing_id": firing_id, "now": now})
