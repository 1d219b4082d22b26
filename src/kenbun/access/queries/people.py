"""Statements on users, who are of no workspace, and on members, who are users in one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, any_, delete, exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from kenbun.access.tables import members, sign_in_sessions, users
from kenbun.database import Connection
from kenbun.kit.paging import Paging


async def user_by_email(connection: Connection, email: str) -> RowMapping | None:
    return (await connection.execute(select(users).where(users.c.email == email))).mappings().first()


async def user_by_id(connection: Connection, user_id: UUID) -> RowMapping | None:
    return (await connection.execute(select(users).where(users.c.user_id == user_id))).mappings().first()


async def anyone_with_password(connection: Connection) -> bool:
    found = select(users.c.user_id).where(users.c.password_hash.is_not(None)).limit(1)
    return (await connection.execute(found)).first() is not None


async def add_user(connection: Connection, user_id: UUID, email: str, name: str, now: datetime) -> UUID:
    """The id of the user with this e-mail: the given one where there was none."""
    values = {"user_id": user_id, "email": email, "name": name, "created_at": now}
    statement = upsert(users).values(values).on_conflict_do_nothing(index_elements=["email"])
    await connection.execute(statement)
    found: UUID = (
        await connection.execute(select(users.c.user_id).where(users.c.email == email))
    ).scalar_one()
    return found


async def set_password(connection: Connection, user_id: UUID, password_hash: str) -> None:
    statement = update(users).where(users.c.user_id == user_id).values(password_hash=password_hash)
    await connection.execute(statement)


async def set_member(
    connection: Connection, workspace_id: UUID, user_id: UUID, role: str, now: datetime
) -> None:
    """Add the member, or give one that exists this role."""
    new = upsert(members).values(workspace_id=workspace_id, user_id=user_id, role=role, created_at=now)
    await connection.execute(
        new.on_conflict_do_update(index_elements=["workspace_id", "user_id"], set_={"role": role})
    )
    known = literal(workspace_id) == any_(users.c.workspace_ids)
    await connection.execute(
        update(users)
        .where(users.c.user_id == user_id, ~known)
        .values(workspace_ids=func.array_append(users.c.workspace_ids, workspace_id))
    )


async def remove_member(connection: Connection, workspace_id: UUID, user_id: UUID) -> None:
    """With sessions, tokens, views, watches and notifications there: they go with the member's row."""
    await connection.execute(
        delete(members).where(members.c.workspace_id == workspace_id, members.c.user_id == user_id)
    )
    await connection.execute(
        update(users)
        .where(users.c.user_id == user_id)
        .values(workspace_ids=func.array_remove(users.c.workspace_ids, workspace_id))
    )


async def lock_admins(connection: Connection, workspace_id: UUID, but_domain: str) -> dict[UUID, bool]:
    """The admins whose e-mail is of any other domain, and whether each has a password or is signed in; held until the
    transaction ends: of two who take the role from each other at the same moment, the second sees what the first has
    done."""
    signed_in = exists().where(
        sign_in_sessions.c.workspace_id == members.c.workspace_id,
        sign_in_sessions.c.user_id == members.c.user_id,
    )
    statement = (
        select(members.c.user_id, or_(users.c.password_hash.is_not(None), signed_in))
        .join(users, members.c.user_id == users.c.user_id)
        .where(
            members.c.workspace_id == workspace_id,
            members.c.role == "admin",
            ~users.c.email.endswith(but_domain, autoescape=True),
        )
        .order_by(members.c.user_id)
        .with_for_update(of=members)
    )
    return {row[0]: row[1] for row in await connection.execute(statement)}


async def members_but(
    connection: Connection, workspace_id: UUID, but_domain: str, *, admins_only: bool
) -> list[UUID]:
    """Those whose e-mail is of any other domain, all or the admins among them."""
    statement = (
        select(members.c.user_id)
        .join(users, members.c.user_id == users.c.user_id)
        .where(
            members.c.workspace_id == workspace_id,
            ~users.c.email.endswith(but_domain, autoescape=True),
            *([members.c.role == "admin"] if admins_only else []),
        )
        .order_by(members.c.user_id)
    )
    return list((await connection.execute(statement)).scalars())


async def rename(connection: Connection, user_id: UUID, name: str) -> None:
    await connection.execute(update(users).where(users.c.user_id == user_id).values(name=name))


async def prefer_workspace(connection: Connection, user_id: UUID, workspace_id: UUID) -> None:
    """Put it last, which is where the next sign-in leads."""
    others = func.array_remove(users.c.workspace_ids, workspace_id)
    await connection.execute(
        update(users)
        .where(users.c.user_id == user_id)
        .values(workspace_ids=func.array_append(others, workspace_id))
    )


async def member(connection: Connection, workspace_id: UUID, user_id: UUID) -> RowMapping | None:
    statement = (
        select(
            members.c.role,
            members.c.created_at,
            users.c.email,
            users.c.name,
            users.c.password_hash.is_not(None).label("has_password"),
        )
        .join(users, members.c.user_id == users.c.user_id)
        .where(members.c.workspace_id == workspace_id, members.c.user_id == user_id)
    )
    return (await connection.execute(statement)).mappings().first()


async def members_of(connection: Connection, workspace_id: UUID, paging: Paging) -> Sequence[RowMapping]:
    statement = (
        select(
            members.c.user_id,
            users.c.email,
            users.c.name,
            members.c.role,
            members.c.created_at,
            users.c.password_hash.is_not(None).label("has_password"),
        )
        .join(users, members.c.user_id == users.c.user_id)
        .where(members.c.workspace_id == workspace_id)
        .order_by(users.c.name, members.c.user_id)
        .limit(paging.limit)
        .offset(paging.offset)
    )
    return (await connection.execute(statement)).mappings().all()


async def count_members(connection: Connection, workspace_id: UUID) -> int:
    statement = select(func.count()).where(members.c.workspace_id == workspace_id)
    return (await connection.execute(statement)).scalar_one()
