from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from kenbun.database import Connection
from kenbun.kit.paging import Paging
from kenbun.leads.tables import leads
from kenbun.watching.tables import watches

_WATCH_MANY = text("""
    INSERT INTO watches (workspace_id, lead_id, user_id, watched_at)
    SELECT :workspace_id, l.lead_id, :user_id, :now FROM leads l
    WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:lead_ids AS uuid[]))
    FOR KEY SHARE
    ON CONFLICT (workspace_id, lead_id, user_id) DO NOTHING
""")

_AMONG = text("""
    SELECT w.lead_id, w.user_id, w.alert_score, w.alert_level, w.told_at, p.name
    FROM watches w
    JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = w.lead_id
    WHERE w.workspace_id = :workspace_id AND w.lead_id = ANY(cast(:lead_ids AS uuid[]))
    ORDER BY w.lead_id, w.user_id
""")

_TOLD = text("""
    UPDATE watches w SET told_at = :now
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:user_ids AS uuid[])) AS t (lead_id, user_id)
    WHERE w.workspace_id = :workspace_id AND w.lead_id = t.lead_id AND w.user_id = t.user_id
""")


async def watch(
    connection: Connection, workspace_id: UUID, lead_id: UUID, user_id: UUID, now: datetime, **said: Any
) -> None:
    """`said` replaces what was said before of a lead that is watched already; since when stays."""
    new = upsert(watches).values(
        workspace_id=workspace_id, lead_id=lead_id, user_id=user_id, watched_at=now, **said
    )
    key = ["workspace_id", "lead_id", "user_id"]
    await connection.execute(new.on_conflict_do_update(index_elements=key, set_=said))


async def watch_many(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], user_id: UUID, now: datetime
) -> int:
    """How many of these leads were not watched before."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids), "user_id": user_id, "now": now}
    return (await connection.execute(_WATCH_MANY, values)).rowcount


async def unwatch(connection: Connection, workspace_id: UUID, lead_id: UUID, user_id: UUID) -> bool:
    """Whether it was watched."""
    gone = delete(watches).where(
        watches.c.workspace_id == workspace_id, watches.c.lead_id == lead_id, watches.c.user_id == user_id
    )
    return (await connection.execute(gone)).rowcount > 0


async def watched_among(
    connection: Connection, workspace_id: UUID, user_id: UUID, lead_ids: Collection[UUID]
) -> set[UUID]:
    """Those of the leads that the member watches."""
    found = select(watches.c.lead_id).where(
        watches.c.workspace_id == workspace_id,
        watches.c.user_id == user_id,
        watches.c.lead_id.in_(lead_ids),
    )
    return set((await connection.execute(found)).scalars())


async def watches_of(
    connection: Connection, workspace_id: UUID, user_id: UUID, sort: str, paging: Paging
) -> list[Row[Any]]:
    """The leads that the member watches. Sorted by when they were added, or by a column of the narrow row."""
    column = sort.removeprefix("-")
    key = watches.c.watched_at if column == "watched_at" else leads.c[column]
    order = key.desc().nulls_last() if sort.startswith("-") else key.asc().nulls_last()
    same = (leads.c.workspace_id == watches.c.workspace_id, leads.c.lead_id == watches.c.lead_id)
    found = (
        select(watches)
        .join(leads, and_(*same))
        .where(watches.c.workspace_id == workspace_id, watches.c.user_id == user_id)
        .order_by(order, watches.c.lead_id)
        .limit(paging.limit)
        .offset(paging.offset)
    )
    return list(await connection.execute(found))


async def count_watches(connection: Connection, workspace_id: UUID, user_id: UUID) -> int:
    counted = select(func.count()).where(watches.c.workspace_id == workspace_id, watches.c.user_id == user_id)
    return int((await connection.execute(counted)).scalar_one())


async def one_watch(
    connection: Connection, workspace_id: UUID, lead_id: UUID, user_id: UUID
) -> Row[Any] | None:
    found = select(watches).where(
        watches.c.workspace_id == workspace_id, watches.c.lead_id == lead_id, watches.c.user_id == user_id
    )
    return (await connection.execute(found)).one_or_none()


async def hold_lead(connection: Connection, workspace_id: UUID, lead_id: UUID) -> bool:
    """Whether there is such a lead; it is not deleted before the transaction ends."""
    found = select(leads.c.lead_id).where(leads.c.workspace_id == workspace_id, leads.c.lead_id == lead_id)
    return (await connection.execute(found.with_for_update(read=True, key_share=True))).first() is not None


async def watches_among(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]
) -> list[Row[Any]]:
    """All members' watches of these leads, with the lead's name."""
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return list(await connection.execute(_AMONG, values))


async def mark_told(
    connection: Connection, workspace_id: UUID, pairs: Sequence[tuple[UUID | None, UUID]], now: datetime
) -> None:
    """Of each pair the lead and the member."""
    values = {"lead_ids": [lead for lead, _ in pairs], "user_ids": [member for _, member in pairs]}
    await connection.execute(_TOLD, values | {"workspace_id": workspace_id, "now": now})
