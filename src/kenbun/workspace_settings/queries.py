from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, bindparam, cast, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, INTERVAL

from kenbun.access.tables import setting_versions, workspaces
from kenbun.database import Connection
from kenbun.events.activity_queries import ACTIVITY
from kenbun.events.tables import events

_KNOWN_ZONE = text("SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = :name)")

# So many leads, or fewer that have so many events.
_NEXT_LEADS = text("""
    SELECT lead_id FROM (
        SELECT lead_id, sum(event_count) OVER (ORDER BY lead_id) - event_count AS events_before
        FROM (SELECT lead_id, event_count FROM leads WHERE workspace_id = :workspace_id AND lead_id > :after
              ORDER BY lead_id LIMIT :leads) AS following) AS counted
    WHERE events_before < :events
    ORDER BY lead_id
""")

_COUNT_LEADS = text("SELECT count(*) FROM leads WHERE workspace_id = :workspace_id")

_WOVEN = text("""
    UPDATE workspaces SET session_timeout_minutes = next_session_timeout_minutes, next_session_timeout_minutes = NULL,
                          rewoven_up_to = NULL
    WHERE workspace_id = :workspace_id
""")

_COLUMN = setting_versions.c

# The pause before an event of the same lead.
_GAP = events.c.happened_at - func.lag(events.c.happened_at).over(
    partition_by=events.c.lead_id, order_by=events.c.happened_at
)


async def knows_zone(connection: Connection, name: str) -> bool:
    """Whether the database does."""
    return bool((await connection.execute(_KNOWN_ZONE, {"name": name})).scalar())


async def change_workspace(connection: Connection, workspace_id: UUID, **values: Any) -> None:
    changed = update(workspaces).where(workspaces.c.workspace_id == workspace_id).values(**values)
    await connection.execute(changed)


async def change_version(connection: Connection, workspace_id: UUID, number: int, **values: Any) -> None:
    changed = update(setting_versions).where(_COLUMN.workspace_id == workspace_id, _COLUMN.number == number)
    await connection.execute(changed.values(**values))


async def progress_of_scores(connection: Connection, workspace_id: UUID, number: int) -> Row[Any]:
    """How many results there are already, and are to be, of the versions that settings make."""
    found = text("""
        SELECT coalesce(sum(leads_done), 0) AS done, sum(leads_total) AS total FROM ruleset_versions
        WHERE workspace_id = :workspace_id AND setting_version = :number AND state = 'building'
    """)
    return (await connection.execute(found, {"workspace_id": workspace_id, "number": number})).one()


async def next_leads(
    connection: Connection, workspace_id: UUID, after: UUID, *, leads: int, events: int
) -> list[UUID]:
    """In order of their ids: at most so many, and only as many as it takes to have so many events."""
    values = {"workspace_id": workspace_id, "after": after, "leads": leads, "events": events}
    return list((await connection.execute(_NEXT_LEADS, values)).scalars())


async def leads_that_differ(
    connection: Connection, workspace_id: UUID, lead_ids: list[UUID], one: timedelta, other: timedelta
) -> list[UUID]:
    """Those of these leads with a pause that ends a session by the one timeout and not by the other."""
    among = events.c.lead_id == func.any(bindparam("lead_ids", type_=ARRAY(Uuid)))
    gaps = (
        select(events.c.lead_id, _GAP.label("gap"))
        .where(events.c.workspace_id == workspace_id, ACTIVITY, among)
        .subquery("gaps")
    )
    between = (gaps.c.gap >= min(one, other)) & (gaps.c.gap < max(one, other))
    found = select(gaps.c.lead_id).distinct().where(between)
    return list((await connection.execute(found, {"lead_ids": lead_ids})).scalars())


async def count_leads(connection: Connection, workspace_id: UUID) -> int:
    return int((await connection.execute(_COUNT_LEADS, {"workspace_id": workspace_id})).scalar_one())


async def take_over_timeout(connection: Connection, workspace_id: UUID) -> None:
    """Once all sessions are woven by the next timeout."""
    await connection.execute(_WOVEN, {"workspace_id": workspace_id})


async def count_sessions(connection: Connection, workspace_id: UUID, before: int, after: int) -> Row[Any]:
    """How many sessions the activity makes by either timeout, in minutes, and of how many leads they differ."""
    gaps = (
        select(events.c.lead_id, _GAP.label("gap"))
        .where(events.c.workspace_id == workspace_id, ACTIVITY)
        .subquery("gaps")
    )

    def opened(minutes: int) -> Any:
        idle = cast(f"{minutes} minutes", INTERVAL)
        return func.count().filter(gaps.c.gap.is_(None) | (gaps.c.gap >= idle))

    by_lead = (
        select(opened(before).label("before"), opened(after).label("after"))
        .group_by(gaps.c.lead_id)
        .subquery("by_lead")
    )
    summed = select(
        func.coalesce(func.sum(by_lead.c.before), 0).label("before"),
        func.coalesce(func.sum(by_lead.c.after), 0).label("after"),
        func.count().filter(by_lead.c.before != by_lead.c.after).label("leads"),
    )
    return (await connection.execute(summed)).one()
