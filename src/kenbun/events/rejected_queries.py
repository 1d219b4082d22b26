"""Statements on the rejected events."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import RowMapping, delete, func, insert, select, update

from kenbun.database import Connection
from kenbun.events.accept.call import Refusal
from kenbun.events.tables import rejected_events as rejected
from kenbun.kit.ids import new_id
from kenbun.kit.paging import Paging

Stage = Literal["accept", "pipeline"]

# Per workspace; the oldest make room.
MOST_KEPT = 100_000
_TRIM_ONE_IN = 1_000
# Well above the largest call that can be accepted, so that whatever a retry may take in is whole.
MAX_PAYLOAD = 1_000_000


async def keep(
    connection: Connection,
    workspace_id: UUID,
    refusals: Sequence[Refusal],
    received_at: datetime,
    *,
    source_id: UUID | None,
    stage: Stage = "accept",
) -> None:
    ids = [new_id() for _ in refusals]
    rows = [
        {
            "workspace_id": workspace_id,
            "rejected_id": rejected_id,
            "received_at": received_at,
            "reason": refusal.reason,
            "field": refusal.field,
            "stage": stage,
            "protocol": refusal.dialect,
            "payload": written(refusal.payload),
            "source_id": source_id,
        }
        for rejected_id, refusal in zip(ids, refusals, strict=True)
    ]
    await connection.execute(insert(rejected), rows)
    # Now and then is enough: the bound is there to hold, not to be exact.
    if any(rejected_id.int % _TRIM_ONE_IN == 0 for rejected_id in ids):
        await trim(connection, workspace_id, MOST_KEPT)


async def trim(connection: Connection, workspace_id: UUID, most: int) -> None:
    """Leave the latest `most`."""
    mine = rejected.c.workspace_id == workspace_id
    last = select(rejected.c.rejected_id).where(mine).order_by(rejected.c.rejected_id.desc())
    edge = last.offset(most).limit(1).scalar_subquery()
    await connection.execute(delete(rejected).where(mine, rejected.c.rejected_id <= edge))


def written(payload: Any) -> str:
    """As ASCII JSON: halves of surrogate pairs and NUL characters keep their escapes, so it can be stored."""
    return json.dumps(payload)[:MAX_PAYLOAD]


async def latest(connection: Connection, workspace_id: UUID, paging: Paging) -> Sequence[RowMapping]:
    statement = (
        select(rejected)
        .where(rejected.c.workspace_id == workspace_id)
        .order_by(rejected.c.rejected_id.desc())
        .limit(paging.limit)
        .offset(paging.offset)
    )
    return (await connection.execute(statement)).mappings().all()


async def count(connection: Connection, workspace_id: UUID) -> int:
    statement = select(func.count()).select_from(rejected).where(rejected.c.workspace_id == workspace_id)
    return (await connection.execute(statement)).scalar_one()


async def locked(connection: Connection, workspace_id: UUID, ids: Sequence[UUID]) -> Sequence[RowMapping]:
    """Those of the ids that are there, the oldest first, held until the end of the transaction."""
    statement = (
        select(rejected)
        .where(rejected.c.workspace_id == workspace_id, rejected.c.rejected_id.in_(ids))
        .order_by(rejected.c.rejected_id)
        .with_for_update()
    )
    return (await connection.execute(statement)).mappings().all()


async def ids_after(connection: Connection, workspace_id: UUID, after: UUID, most: int) -> Sequence[UUID]:
    statement = (
        select(rejected.c.rejected_id)
        .where(rejected.c.workspace_id == workspace_id, rejected.c.rejected_id > after)
        .order_by(rejected.c.rejected_id)
        .limit(most)
    )
    return (await connection.execute(statement)).scalars().all()


async def remove(connection: Connection, workspace_id: UUID, ids: Sequence[UUID]) -> int:
    statement = delete(rejected).where(
        rejected.c.workspace_id == workspace_id, rejected.c.rejected_id.in_(ids)
    )
    return (await connection.execute(statement)).rowcount


async def change_reason(
    connection: Connection, workspace_id: UUID, rejected_id: UUID, reason: str, field: str | None
) -> None:
    statement = (
        update(rejected)
        .where(rejected.c.workspace_id == workspace_id, rejected.c.rejected_id == rejected_id)
        .values(reason=reason, field=field, stage="accept")
    )
    await connection.execute(statement)
