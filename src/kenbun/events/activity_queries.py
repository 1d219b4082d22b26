"""Which events count, and which are activity: the one place where that is said, for all who read events."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from kenbun.database import Connection
from kenbun.events.filters.tables import event_suppressions as held
from kenbun.events.tables import events

# Filters let it through: now.
UNSUPPRESSED: ColumnElement[bool] = events.c.suppressed.is_(None)


def activity(let_through: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of the events that filters let through by this."""
    return and_(let_through, events.c.channel != "system")


ACTIVITY = activity(UNSUPPRESSED)


def unsuppressed_at(workspace: Any, of_leads: ColumnElement[bool], at: Any) -> ColumnElement[bool]:
    """Filters let it through at `at`; `of_leads` says, of `event_suppressions`, whose events are asked for.

    Worked out once for all events of these leads, not once for each.
    """
    then = select(held.c.event_id).where(
        held.c.workspace_id == workspace,
        of_leads,
        held.c.held_from <= at,
        or_(held.c.held_to.is_(None), held.c.held_to > at),
    )
    return events.c.event_id.not_in(then)


class Counted(NamedTuple):
    """What lists show of a lead's events: how many there are, and the last activity."""

    events: int = 0
    last_active_at: datetime | None = None


async def count_events(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> dict[UUID, Counted]:
    """Of each of these leads, as batches count them one by one."""
    counted = (
        select(
            events.c.lead_id,
            func.count(),
            func.max(events.c.happened_at).filter(ACTIVITY),
        )
        .where(
            events.c.workspace_id == workspace_id,
            events.c.lead_id == func.any(bindparam("lead_ids", type_=ARRAY(Uuid))),
            UNSUPPRESSED,
        )
        .group_by(events.c.lead_id)
    )
    rows = (await connection.execute(counted, {"lead_ids": list(lead_ids)})).all()
    found = {row[0]: Counted(row[1], row[2]) for row in rows}
    return {lead_id: found.get(lead_id, Counted()) for lead_id in lead_ids}
