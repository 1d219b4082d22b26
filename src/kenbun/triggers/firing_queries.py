"""Firings: written, released and discarded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_ADD = text("""
    INSERT INTO trigger_firings (workspace_id, firing_id, trigger_id, subject_id, at, cause, state, held_because, chain)
    SELECT :workspace_id, t.*
    FROM unnest(cast(:firing_ids AS uuid[]), cast(:trigger_ids AS uuid[]), cast(:subject_ids AS uuid[]),
                cast(:ats AS timestamptz[]), cast(:causes AS jsonb[]), cast(:states AS text[]),
                cast(:becauses AS text[]), cast(:chains AS int[])) AS t
""")

_LOCK_HELD = text("""
    SELECT firing_id, trigger_id, subject_id, at, held_because FROM trigger_firings
    WHERE workspace_id = :workspace_id AND state = 'held_back'
      AND (:any_firing OR firing_id = ANY(cast(:firing_ids AS uuid[])))
      AND (cast(:trigger_id AS uuid) IS NULL OR trigger_id = :trigger_id)
      AND (cast(:cause AS text) IS NULL OR held_because = :cause)
    ORDER BY at, firing_id
    LIMIT :limit
    FOR UPDATE
""")

_SET = text("""
    UPDATE trigger_firings SET state = :state
    WHERE workspace_id = :workspace_id AND firing_id = ANY(cast(:firing_ids AS uuid[]))
""")

_AT_ONCE = 10_000


class NewFiring(NamedTuple):
    """`cause` is JSON."""

    firing_id: UUID
    trigger_id: UUID
    subject_id: UUID
    at: datetime
    cause: str
    state: str
    held_because: str | None
    chain: int


async def add(connection: Connection, workspace_id: UUID, firings: Sequence[NewFiring]) -> None:
    names = ("firing_ids", "trigger_ids", "subject_ids", "ats", "causes", "states", "becauses", "chains")
    for start in range(0, len(firings), _AT_ONCE):
        columns = zip(*firings[start : start + _AT_ONCE], strict=True)
        values = {name: list(column) for name, column in zip(names, columns, strict=True)}
        await connection.execute(_ADD, {"workspace_id": workspace_id, **values})


async def lock_held(
    connection: Connection,
    workspace_id: UUID,
    firing_ids: Sequence[UUID] | None,
    trigger_id: UUID | None,
    cause: str | None,
    limit: int,
) -> Sequence[Any]:
    """Those held back that are meant, the oldest first; nobody else decides on them until the transaction ends."""
    values = {
        "workspace_id": workspace_id,
        "any_firing": firing_ids is None,
        "firing_ids": list(firing_ids or ()),
        "trigger_id": trigger_id,
        "cause": cause,
        "limit": limit,
    }
    return (await connection.execute(_LOCK_HELD, values)).all()


async def set_state(
    connection: Connection, workspace_id: UUID, firing_ids: Sequence[UUID], state: str
) -> None:
    if firing_ids:
        values = {"workspace_id": workspace_id, "firing_ids": list(firing_ids), "state": state}
        await connection.execute(_SET, values)
