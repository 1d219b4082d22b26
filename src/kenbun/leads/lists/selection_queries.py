from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, func, literal, select

from kenbun.database import Connection
from kenbun.leads.lists import count_queries
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.lists.count_queries import plan_each
from kenbun.leads.lists.matching_queries import filtered
from kenbun.leads.tables import leads


async def count(
    connection: Connection, workspace_id: UUID, lead_ids: Sequence[UUID], chosen: Chosen | None
) -> int:
    """Of those that the filters find; without filters, of those of these ids that there are."""
    await plan_each(connection)
    if chosen is not None:
        return await count_queries.count(connection, chosen)
    counted = select(func.count()).select_from(leads)
    found = await connection.execute(_selected(counted, workspace_id, lead_ids, chosen))
    return int(found.scalar_one())


async def count_events(
    connection: Connection, workspace_id: UUID, lead_ids: Sequence[UUID], chosen: Chosen | None
) -> int:
    await plan_each(connection)
    counted = select(func.coalesce(func.sum(leads.c.event_count), 0)).select_from(leads)
    found = await connection.execute(_selected(counted, workspace_id, lead_ids, chosen))
    return int(found.scalar_one())


async def after(
    connection: Connection,
    workspace_id: UUID,
    lead_ids: Sequence[UUID],
    chosen: Chosen | None,
    after: UUID | None,
    limit: int,
) -> list[UUID]:
    await plan_each(connection)
    found = _selected(select(leads.c.lead_id), workspace_id, lead_ids, chosen)
    if after is not None:
        found = found.where(leads.c.lead_id > after)
    return list((await connection.execute(found.order_by(leads.c.lead_id).limit(limit))).scalars())


def _selected(
    found: Select[Any], workspace_id: UUID, lead_ids: Sequence[UUID], chosen: Chosen | None
) -> Select[Any]:
    if chosen is not None:
        return filtered(chosen, found)
    ids = literal(list(lead_ids), ARRAY(Uuid))
    return found.where(leads.c.workspace_id == workspace_id, leads.c.lead_id == any_(ids))
