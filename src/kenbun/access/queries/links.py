"""Statements on one-time links: those that set a member's password, and those that invite."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, update

from kenbun.access.keys import Secret
from kenbun.access.tables import signin_links, users, workspaces
from kenbun.database import Connection
from kenbun.kit.paging import Paging

_INVITATION = (
    signin_links.c.link_id,
    signin_links.c.email,
    signin_links.c.role,
    signin_links.c.created_by,
    signin_links.c.created_at,
    signin_links.c.expires_at,
)


async def add(connection: Connection, secret: Secret, **values: Any) -> None:
    new = insert(signin_links).values(workspace_id=secret.workspace_id, link_hash=secret.hash, **values)
    await connection.execute(new)


async def mailed(connection: Connection, secret: Secret) -> None:
    """It went to whom it is for, and nobody else has seen it."""
    await connection.execute(
        update(signin_links)
        .where(signin_links.c.workspace_id == secret.workspace_id, signin_links.c.link_hash == secret.hash)
        .values(shown_to=None)
    )


async def one(connection: Connection, secret: Secret) -> RowMapping | None:
    """A link, used or not, with the e-mail of the user or of the address that it is for."""
    statement = (
        select(
            signin_links.c.workspace_id,
            signin_links.c.role,
            signin_links.c.user_id,
            signin_links.c.shown_to,
            signin_links.c.used_at,
            signin_links.c.expires_at,
            func.coalesce(users.c.email, signin_links.c.email).label("email"),
            users.c.name,
            users.c.password_hash.is_not(None).label("has_password"),
            workspaces.c.name.label("workspace_name"),
        )
        .join(workspaces, workspaces.c.workspace_id == signin_links.c.workspace_id)
        .outerjoin(users, users.c.user_id == signin_links.c.user_id)
        .where(signin_links.c.workspace_id == secret.workspace_id, signin_links.c.link_hash == secret.hash)
    )
    return (await connection.execute(statement)).mappings().first()


async def use(connection: Connection, secret: Secret, now: datetime) -> bool:
    """Take the link; of two who try at once, one gets True."""
    statement = (
        update(signin_links)
        .where(
            signin_links.c.workspace_id == secret.workspace_id,
            signin_links.c.link_hash == secret.hash,
            signin_links.c.used_at.is_(None),
            signin_links.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(signin_links.c.link_hash)
    )
    return (await connection.execute(statement)).first() is not None


async def invitations_of(
    connection: Connection, workspace_id: UUID, now: datetime, paging: Paging
) -> tuple[Sequence[RowMapping], int]:
    """Those that can still be followed, the latest first; and how many there are."""
    living = (*_invitations(workspace_id), signin_links.c.expires_at > now)
    rows = await connection.execute(
        select(*_INVITATION)
        .where(*living)
        .order_by(signin_links.c.link_id.desc())
        .limit(paging.limit)
        .offset(paging.offset)
    )
    total = await connection.execute(select(func.count()).select_from(signin_links).where(*living))
    return rows.mappings().all(), total.scalar_one()


async def withdraw(connection: Connection, workspace_id: UUID, link_id: UUID) -> RowMapping | None:
    gone = delete(signin_links).where(*_invitations(workspace_id), signin_links.c.link_id == link_id)
    return (await connection.execute(gone.returning(*_INVITATION))).mappings().first()


async def withdraw_from(connection: Connection, workspace_id: UUID, email: str) -> None:
    """The invitation of an address that is about to be invited again, or has become a member's."""
    await connection.execute(
        delete(signin_links).where(*_invitations(workspace_id), signin_links.c.email == email)
    )


async def end_links_of(connection: Connection, workspace_id: UUID, user_id: UUID) -> None:
    """Those that would set this user's password."""
    await connection.execute(
        delete(signin_links).where(
            signin_links.c.workspace_id == workspace_id,
            signin_links.c.user_id == user_id,
            signin_links.c.used_at.is_(None),
        )
    )


def _invitations(workspace_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        signin_links.c.workspace_id == workspace_id,
        signin_links.c.email.is_not(None),
        signin_links.c.used_at.is_(None),
    )
