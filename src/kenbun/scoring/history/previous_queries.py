from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from kenbun.database import Connection
from kenbun.leads.tables import leads
from kenbun.scoring.tables import previous_due, previous_sweeps

FIRST = UUID(int=0)

_ADD_DUE = text("""
    INSERT INTO previous_due (workspace_id, lead_id)
    SELECT :workspace_id, unnest(cast(:lead_ids AS uuid[]))
""")

_TAKE_DUE = text("""
    DELETE FROM previous_due WHERE workspace_id = :workspace_id AND due_id = ANY(ARRAY(
        SELECT due_id FROM previous_due WHERE workspace_id = :workspace_id ORDER BY due_id LIMIT :limit))
    RETURNING lead_id
""")

# Rows that show the right score are left alone.
_SHOW = text("""
    UPDATE leads SET previous_score = t.score
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:scores AS bigint[])) AS t (lead_id, score)
    WHERE leads.workspace_id = :workspace_id AND leads.lead_id = t.lead_id AND leads.previous_score <> t.score
""")


async def sweep(connection: Connection, workspace_id: UUID) -> Row[Any] | None:
    """Which version and moment the scores shown are for, and up to which lead they are; no lead: all."""
    found = select(previous_sweeps).where(previous_sweeps.c.workspace_id == workspace_id)
    return (await connection.execute(found)).one_or_none()


async def begin(connection: Connection, workspace_id: UUID, version_id: UUID, as_of: datetime) -> None:
    values = {"version_id": version_id, "as_of": as_of, "upto": FIRST}
    new = upsert(previous_sweeps).values(workspace_id=workspace_id, **values)
    await connection.execute(new.on_conflict_do_update(index_elements=["workspace_id"], set_=values))


async def go_on(connection: Connection, workspace_id: UUID, upto: UUID | None) -> None:
    mine = update(previous_sweeps).where(previous_sweeps.c.workspace_id == workspace_id)
    await connection.execute(mine.values(upto=upto))


async def next_leads(connection: Connection, workspace_id: UUID, after: UUID, limit: int) -> list[UUID]:
    found = select(leads.c.lead_id).where(leads.c.workspace_id == workspace_id, leads.c.lead_id > after)
    return list((await connection.execute(found.order_by(leads.c.lead_id).limit(limit))).scalars())


async def add_due(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> None:
    """By whoever changes what leads did thirty days ago."""
    if lead_ids:
        await connection.execute(_ADD_DUE, {"workspace_id": workspace_id, "lead_ids": list(lead_ids)})


async def any_due(connection: Connection, workspace_id: UUID) -> bool:
    found = select(previous_due.c.due_id).where(previous_due.c.workspace_id == workspace_id).limit(1)
    return (await connection.execute(found)).first() is not None


async def take_due(connection: Connection, workspace_id: UUID, limit: int) -> set[UUID]:
    rows = await connection.execute(_TAKE_DUE, {"workspace_id": workspace_id, "limit": limit})
    return set(rows.scalars())


async def show(connection: Connection, workspace_id: UUID, scores: Mapping[UUID, int]) -> None:
    values = {"workspace_id": workspace_id, "lead_ids": list(scores), "scores": list(scores.values())}
    await connection.execute(_SHOW, values)
