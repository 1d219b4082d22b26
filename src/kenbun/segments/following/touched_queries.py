"""Whom something happens to while an evaluation from scratch goes by what was found before."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_NOTE = text("""
    INSERT INTO segment_touched (workspace_id, subject_id)
    SELECT :workspace_id, t.id FROM unnest(cast(:subject_ids AS uuid[])) AS t (id)
""")

_SINCE = text("""
    SELECT touch_id, subject_id FROM segment_touched WHERE workspace_id = :workspace_id AND touch_id > :last
""")

_FORGET = text("""
    DELETE FROM segment_touched WHERE workspace_id = :workspace_id AND NOT EXISTS (
        SELECT FROM segment_evaluations e WHERE e.workspace_id = :workspace_id AND e.noting)
""")


async def note(connection: Connection, workspace_id: UUID, subject_ids: Collection[UUID]) -> None:
    await connection.execute(_NOTE, {"workspace_id": workspace_id, "subject_ids": list(subject_ids)})


class Touched:
    """Read on from where one was: who notes holds the tick, so that numbers come in the order of transactions."""

    def __init__(self) -> None:
        self.ids: set[UUID] = set()
        self._last = 0

    async def read(self, connection: Connection, workspace_id: UUID) -> set[UUID]:
        values = {"workspace_id": workspace_id, "last": self._last}
        for touch_id, subject_id in await connection.execute(_SINCE, values):
            self.ids.add(subject_id)
            self._last = max(self._last, touch_id)
        return self.ids


async def forget(connection: Connection, workspace_id: UUID) -> None:
    """Once no evaluation needs them any more."""
    await connection.execute(_FORGET, {"workspace_id": workspace_id})
