"""What a member has been told: listed, counted, marked as read. Nobody sees another's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.alerts import queries
from kenbun.database import Connection
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging


@dataclass(frozen=True, slots=True)
class Notification:
    """`subject` is what it is about, None where it is about several; `link` the path of a page with more."""

    notification_id: str
    kind: str
    text: str
    subject: dict[str, str] | None
    link: str
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    rows: list[Notification]
    unread: int
    total: int


async def list_notifications(
    connection: Connection, caller: Caller, paging: Paging, *, unread: bool = False
) -> Told:
    """The latest first; `total` is of those asked for."""
    mine = (connection, caller.workspace_id, caller.member_id)
    rows = await queries.latest(*mine, paging, unread=unread)
    waiting = await queries.count(*mine, unread=True)
    total = waiting if unread else await queries.count(*mine, unread=False)
    shown = [
        Notification(
            notification_id=public("ntf", row.notification_id),
            kind=row.kind,
            text=row.text,
            subject=_subject(row.subject_kind, row.subject_id),
            link=row.link,
            created_at=row.created_at,
            read_at=row.read_at,
        )
        for row in rows
    ]
    return Told(shown, waiting, total)


def _subject(kind: str | None, subject_id: UUID | None) -> dict[str, str] | None:
    if kind is None or subject_id is None:
        return None
    return {"kind": kind, "id": public({"lead": "ld", "account": "acct"}[kind], subject_id)}


async def count_unread(connection: Connection, caller: Caller) -> int:
    return await queries.count(connection, caller.workspace_id, caller.member_id, unread=True)


async def open_notification(
    connection: Connection, caller: Caller, notification_id: UUID, now: datetime
) -> str:
    """Marks it as read, and answers where it leads. What one has read is no matter for the audit log."""
    mine = (connection, caller.workspace_id, caller.member_id)
    link = await queries.link_of(*mine, notification_id)
    if link is None:
        raise NotFound("You have no such notification.", field="notification_id")
    await queries.mark_read(*mine, now, notification_id)
    return link


async def read_all(connection: Connection, caller: Caller, now: datetime) -> int:
    """How many were unread."""
    return await queries.mark_read(connection, caller.workspace_id, caller.member_id, now, None)
