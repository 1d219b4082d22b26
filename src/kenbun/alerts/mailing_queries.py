"""Statements on what is to be mailed to members, and how that goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from kenbun.access.tables import users, workspaces
from kenbun.alerts.tables import alert_mailboxes, alert_preferences, notifications
from kenbun.database import Connection

_WAITING = text("""
    /* all workspaces */
    SELECT DISTINCT n.workspace_id, n.user_id FROM notifications n
    LEFT JOIN alert_mailboxes b ON b.workspace_id = n.workspace_id AND b.user_id = n.user_id
    WHERE n.mail_due_at <= :now AND coalesce(greatest(b.claimed_until, b.next_try_at), :now) <= :now
    LIMIT :most
""")


async def waiting(connection: Connection, now: datetime, most: int) -> list[tuple[UUID, UUID]]:
    """Workspace and member, of those to whom something is to be mailed by now."""
    rows = await connection.execute(_WAITING, {"now": now, "most": most})
    return [(row.workspace_id, row.user_id) for row in rows]


async def claim(
    connection: Connection, workspace_id: UUID, user_id: UUID, now: datetime, until: datetime
) -> Row[Any] | None:
    """The mailbox, which is ours until then; None where another is at it, or where it is to rest."""
    box = alert_mailboxes
    new = upsert(box).values(workspace_id=workspace_id, user_id=user_id, claimed_until=until)
    free = func.coalesce(func.greatest(box.c.claimed_until, box.c.next_try_at), now) <= now
    statement = new.on_conflict_do_update(
        index_elements=["workspace_id", "user_id"], set_={"claimed_until": until}, where=free
    )
    return (await connection.execute(statement.returning(box.c.attempts, box.c.failing_since))).one_or_none()


async def due(
    connection: Connection, workspace_id: UUID, user_id: UUID, now: datetime, most: int
) -> list[Row[Any]]:
    """The oldest first."""
    found = (
        select(notifications)
        .where(
            notifications.c.workspace_id == workspace_id,
            notifications.c.user_id == user_id,
            notifications.c.mail_due_at <= now,
        )
        .order_by(notifications.c.notification_id)
        .limit(most)
    )
    return list(await connection.execute(found))


async def reader(connection: Connection, workspace_id: UUID, user_id: UUID) -> Row[Any]:
    """Whom the mail is for, where, and in which zone; and how they want it."""
    found = (
        select(users.c.email, users.c.name, workspaces.c.name.label("workspace"), workspaces.c.time_zone)
        .add_columns(func.coalesce(alert_preferences.c.mail, "none").label("mail"))
        .select_from(users)
        .join(workspaces, workspaces.c.workspace_id == workspace_id)
        .outerjoin(
            alert_preferences,
            (alert_preferences.c.workspace_id == workspace_id) & (alert_preferences.c.user_id == user_id),
        )
        .where(users.c.user_id == user_id)
    )
    return (await connection.execute(found)).one()


async def mailed(connection: Connection, workspace_id: UUID, ids: Sequence[UUID], now: datetime) -> None:
    """These alone: what was written by a slow transaction meanwhile goes with the next mail."""
    await connection.execute(
        update(notifications)
        .where(notifications.c.workspace_id == workspace_id, notifications.c.notification_id.in_(ids))
        .values(mail_due_at=None, mailed_at=now)
    )


async def give_up(connection: Connection, workspace_id: UUID, user_id: UUID) -> None:
    """Nothing that waits goes out any more, nor does what comes."""
    await connection.execute(
        update(notifications)
        .where(
            notifications.c.workspace_id == workspace_id,
            notifications.c.user_id == user_id,
            notifications.c.mail_due_at.is_not(None),
        )
        .values(mail_due_at=None)
    )
    await connection.execute(
        update(alert_preferences)
        .where(alert_preferences.c.workspace_id == workspace_id, alert_preferences.c.user_id == user_id)
        .values(mail="none")
    )


async def release(connection: Connection, workspace_id: UUID, user_id: UUID, **outcome: Any) -> None:
    await connection.execute(
        update(alert_mailboxes)
        .where(alert_mailboxes.c.workspace_id == workspace_id, alert_mailboxes.c.user_id == user_id)
        .values(claimed_until=None, **outcome)
    )


async def mailbox(connection: Connection, workspace_id: UUID, user_id: UUID) -> Row[Any] | None:
    found = select(alert_mailboxes).where(
        alert_mailboxes.c.workspace_id == workspace_id, alert_mailboxes.c.user_id == user_id
    )
    return (await connection.execute(found)).one_or_none()
