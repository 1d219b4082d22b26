from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from kenbun.activity.choose import Chosen
from kenbun.activity.matching_queries import conditions, whose
from kenbun.database import Connection
from kenbun.events.activity_queries import UNSUPPRESSED
from kenbun.events.tables import events
from kenbun.leads.tables import leads


async def numbers(connection: Connection, chosen: Chosen, received_by: datetime) -> Row[Any]:
    """Of the events that fit: how many, of how many leads and accounts, the first and the last of them; and how many
    leads would be left with none that counts."""
    some = (
        select(
            events.c.lead_id,
            func.count().label("events"),
            func.count().filter(UNSUPPRESSED).label("counted"),
            func.min(events.c.happened_at).label("first_at"),
            func.max(events.c.happened_at).label("last_at"),
        )
        .where(*conditions(chosen), *whose(chosen), events.c.received_at <= received_by)
        .group_by(events.c.lead_id)
        .subquery("some")
    )
    same = (leads.c.workspace_id == chosen.workspace_id) & (leads.c.lead_id == some.c.lead_id)
    found = select(
        func.coalesce(func.sum(some.c.events), 0).label("events"),
        func.coalesce(func.sum(some.c.events - some.c.counted), 0).label("suppressed"),
        func.count(some.c.lead_id).label("leads"),
        func.count(leads.c.account_id.distinct()).label("accounts"),
        func.count().filter(leads.c.event_count == some.c.counted, some.c.counted > 0).label("left_without"),
        func.min(some.c.first_at).label("first_at"),
        func.max(some.c.last_at).label("last_at"),
    ).select_from(some.outerjoin(leads, same))
    return (await connection.execute(found)).one()
