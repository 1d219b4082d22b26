from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select

from kenbun.database import Connection
from kenbun.merging.tables import merges

_MOST = 500


async def merges_of(
    connection: Connection, workspace_id: UUID, identifier: UUID, below: Collection[UUID]
) -> Sequence[Row[Any]]:
    """Those in which it was merged, and those into any of `below`; the latest first."""
    found = (
        select(merges)
        .where(
            merges.c.workspace_id == workspace_id,
            or_(merges.c.source_id == identifier, merges.c.target_id.in_(below)),
        )
        .order_by(merges.c.merged_at.desc(), merges.c.merge_id.desc())
        .limit(_MOST)
    )
    return (await connection.execute(found)).all()
