"""What single events are worth in their leads' scores."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from kenbun.database import Connection
from kenbun.events.tables import events
from kenbun.scoring.hits_queries import AT, LEAD_IDS, fading, hits, micropoints
from kenbun.scoring.per_version import per_version
from kenbun.scoring.scores_queries import worth_of_states
from kenbun.scoring.tables import lead_states
from kenbun.scoring.versions import Version

_EVENT_IDS = bindparam("event_ids", type_=ARRAY(Uuid))


async def worths(
    connection: Connection, workspace_id: UUID, version: Version, event_ids: list[UUID], at: datetime
) -> dict[UUID, int]:
    """Of those of these events that match rules without a cap, in millionths of a point."""
    values = {"workspace": workspace_id, "event_ids": event_ids, "at": at}
    return {row.event_id: int(row.worth) for row in await connection.execute(_worths(version), values)}


@per_version
def _worths(version: Version) -> Select[Any]:
    hit = hits(version, events.c.event_id == func.any(_EVENT_IDS), capped=False).subquery("hit")
    worth = micropoints(hit.c.points, fading(hit.c.happened_at, hit.c.half_life, AT))
    return select(hit.c.event_id, func.sum(worth).label("worth")).group_by(hit.c.event_id)


async def values_of(
    connection: Connection, workspace_id: UUID, version: Version, lead_ids: Collection[UUID], at: datetime
) -> dict[UUID, tuple[float, int]]:
    """What the states are worth, before that is rounded; and how many lines of each fade."""
    values = {
        "workspace": workspace_id,
        "version": version.version_id,
        "lead_ids": list(lead_ids),
        "at": at,
    }
    rows = await connection.execute(_values(version), values)
    return {row.lead_id: (row.value, row.fading_lines) for row in rows}


@per_version
def _values(version: Version) -> Select[Any]:
    state = worth_of_states(version, lead_states.c.lead_id == func.any(LEAD_IDS))
    worth = [state.c[f"worth{slot}"] for slot in range(len(version.slots))]
    return select(state.c.lead_id, sum(worth[1:], worth[0]).label("value"), state.c.fading_lines)
