from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from kenbun.alerts.tables import alert_preferences, notifications
from kenbun.database import Connection
from kenbun.kit.paging import Paging

# When what a member is told at `:now` goes out by mail: at once, or at the time of the workspace's day that the member
# has chosen, today or tomorrow; never where it is not wanted.
_DUE = """
    CASE
      WHEN NOT p.enabled THEN NULL
      WHEN p.mail = 'at_once' THEN cast(:now AS timestamptz)
      WHEN p.mail = 'digest' THEN
        (date_trunc('day', cast(:now AS timestamptz) AT TIME ZONE w.time_zone)
         + CASE WHEN (cast(:now AS timestamptz) AT TIME ZONE w.time_zone)::time < p.digest_at
                THEN interval '0' ELSE interval '1 day' END
         + p.digest_at) AT TIME ZONE w.time_zone
    END
"""

_TELL = text(f"""
    INSERT INTO notifications (workspace_id, notification_id, user_id, kind, subject_kind, subject_id, text, link,
                               created_at, mail_due_at)
    SELECT :workspace_id, t.notification_id, t.user_id, :kind, t.subject_kind, t.subject_id, t.text, t.link, :now,
           {_DUE}
    FROM unnest(cast(:notification_ids AS uuid[]), cast(:user_ids AS uuid[]), cast(:subject_kinds AS text[]),
                cast(:subject_ids AS uuid[]), cast(:texts AS text[]), cast(:links AS text[]))
      AS t (notification_id, user_id, subject_kind, subject_id, text, link)
    JOIN members m ON m.workspace_id = :workspace_id AND m.user_id = t.user_id
    JOIN workspaces w ON w.workspace_id = :workspace_id
    LEFT JOIN alert_preferences p ON p.workspace_id = :workspace_id AND p.user_id = t.user_id
    WHERE p.user_id IS NULL OR (p.enabled AND :kind <> ALL(p.kinds_off))
""")  # noqa: S608 (a constant of ours)

# What waits to be mailed follows what the member has chosen since. A daily mail that is due, and about to go, is not
# put off by that until tomorrow.
_AGAIN = text(f"""
    UPDATE notifications n SET mail_due_at = CASE
        WHEN n.kind = ANY(p.kinds_off) THEN NULL
        WHEN p.enabled AND p.mail = 'digest' AND :was_daily AND n.mail_due_at <= :now THEN n.mail_due_at
        ELSE {_DUE}
      END
    FROM alert_preferences p, workspaces w
    WHERE n.workspace_id = :workspace_id AND n.user_id = :user_id AND n.mail_due_at IS NOT NULL
      AND p.workspace_id = :workspace_id AND p.user_id = :user_id AND w.workspace_id = :workspace_id
""")  # noqa: S608 (likewise)


async def tell(
    connection: Connection, workspace_id: UUID, kind: str, now: datetime, columns: dict[str, list[Any]]
) -> int:
    """To those who want this kind; answers how many were told."""
    values = {"workspace_id": workspace_id, "kind": kind, "now": now}
    return (await connection.execute(_TELL, values | columns)).rowcount


def _of(workspace_id: UUID, user_id: UUID, *, unread: bool) -> tuple[ColumnElement[bool], ...]:
    mine = (notifications.c.workspace_id == workspace_id, notifications.c.user_id == user_id)
    return (*mine, notifications.c.read_at.is_(None)) if unread else mine


async def latest(
    connection: Connection, workspace_id: UUID, user_id: UUID, paging: Paging, *, unread: bool
) -> list[Row[Any]]:
    """By id, which sorts by the time it was made."""
    found = (
        select(notifications)
        .where(*_of(workspace_id, user_id, unread=unread))
        .order_by(notifications.c.notification_id.desc())
        .limit(paging.limit)
        .offset(paging.offset)
    )
    return list(await connection.execute(found))


async def count(connection: Connection, workspace_id: UUID, user_id: UUID, *, unread: bool) -> int:
    counted = select(func.count()).select_from(notifications)
    found = await connection.execute(counted.where(*_of(workspace_id, user_id, unread=unread)))
    return int(found.scalar_one())


async def link_of(
    connection: Connection, workspace_id: UUID, user_id: UUID, notification_id: UUID
) -> str | None:
    found = select(notifications.c.link).where(
        *_of(workspace_id, user_id, unread=False), notifications.c.notification_id == notification_id
    )
    link: str | None = (await connection.execute(found)).scalar()
    return link


async def mark_read(
    connection: Connection, workspace_id: UUID, user_id: UUID, now: datetime, notification_id: UUID | None
) -> int:
    """One of the member's, or all; answers how many were unread."""
    wanted = _of(workspace_id, user_id, unread=True)
    if notification_id:
        wanted = (*wanted, notifications.c.notification_id == notification_id)
    return (await connection.execute(update(notifications).where(*wanted).values(read_at=now))).rowcount


async def preferences(connection: Connection, workspace_id: UUID, user_id: UUID) -> Row[Any] | None:
    found = select(alert_preferences).where(
        alert_preferences.c.workspace_id == workspace_id, alert_preferences.c.user_id == user_id
    )
    return (await connection.execute(found)).one_or_none()


async def set_preferences(
    connection: Connection,
    workspace_id: UUID,
    user_id: UUID,
    now: datetime,
    *,
    was_daily: bool,
    **chosen: Any,
) -> None:
    new = upsert(alert_preferences).values(workspace_id=workspace_id, user_id=user_id, **chosen)
    await connection.execute(
        new.on_conflict_do_update(index_elements=["workspace_id", "user_id"], set_=chosen)
    )
    values = {"workspace_id": workspace_id, "user_id": user_id, "now": now, "was_daily": was_daily}
    await connection.execute(_AGAIN, values)
