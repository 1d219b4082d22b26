from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from kenbun.database import Connection
from kenbun.kit.paging import Paging
from kenbun.lists.text_queries import containing, folded, sort_text
from kenbun.segments.tables import segments


async def page(
    connection: Connection, workspace_id: UUID, kind: str, search: str | None, paging: Paging
) -> tuple[list[UUID], int]:
    """By their names, those in whose name or description the text occurs; and how many there are."""
    found = select(segments.c.segment_id, func.count().over().label("total")).where(
        segments.c.workspace_id == workspace_id, segments.c.kind == kind
    )
    if search:
        found = found.where(folded(segments.c.name + " " + segments.c.description).like(containing(search)))
    ordered = found.order_by(sort_text(segments.c.name), segments.c.segment_id)
    rows = (await connection.execute(ordered.offset(paging.offset).limit(paging.limit))).all()
    return [row.segment_id for row in rows], rows[0].total if rows else 0
