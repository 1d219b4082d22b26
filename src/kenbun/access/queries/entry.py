"""Statements on the ways in: attempts, sessions."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, and_, case, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from kenbun.access.keys import Secret
from kenbun.access.tables import members, sign_in_attempts, sign_in_sessions, users, workspaces
from kenbun.database import Connection


async def count_attempt(
    connection: Connection, subject: str, now: datetime, window: timedelta
) -> tuple[int, datetime]:
    """Count one more failure; how many there are now in the window, and when it began."""
    table = sign_in_attempts
    over = table.c.first_at <= literal(now - window, table.c.first_at.type)
    new = upsert(table).values(subject=subject, failures=1, first_at=now)
    statement = new.on_conflict_do_update(
        index_elements=["subject"],
        set_={
            "failures": case((over, 1), else_=func.least(table.c.failures + 1, 1_000_000)),
            "first_at": case((over, new.excluded.first_at), else_=table.c.first_at),
        },
    ).returning(table.c.failures, table.c.first_at)
    row = (await connection.execute(statement)).one()
    return row.failures, row.first_at


async def forgive(connection: Connection, email: str, address: str) -> None:
    """After a success: no failures of this e-mail, one fewer of this address."""
    table = sign_in_attempts
    await connection.execute(delete(table).where(table.c.subject == email))
    fewer = update(table).where(table.c.subject == address).values(failures=table.c.failures - 1)
    await connection.execute(fewer)


async def forget_attempts(connection: Connection, before: datetime) -> None:
    """Rows that someone else is counting on right now are left: waiting for them could end in a deadlock."""
    table = sign_in_attempts
    old = select(table.c.subject).where(table.c.first_at < before).with_for_update(skip_locked=True)
    await connection.execute(delete(table).where(table.c.subject.in_(old)))


async def add_session(
    connection: Connection, secret: Secret, user_id: UUID, now: datetime, expires_at: datetime
) -> None:
    await connection.execute(
        insert(sign_in_sessions).values(
            workspace_id=secret.workspace_id,
            session_hash=secret.hash,
            user_id=user_id,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
        )
    )
    old = delete(sign_in_sessions).where(
        sign_in_sessions.c.workspace_id == secret.workspace_id,
        sign_in_sessions.c.user_id == user_id,
        sign_in_sessions.c.expires_at <= now,
    )
    await connection.execute(old)


async def session(connection: Connection, secret: Secret, now: datetime) -> RowMapping | None:
    """The member behind a living session."""
    table = sign_in_sessions
    statement = (
        select(
            table.c.user_id,
            table.c.last_seen_at,
            members.c.role,
            users.c.name,
            users.c.email,
            (func.cardinality(users.c.workspace_ids) > 1).label("has_other_workspaces"),
            workspaces.c.name.label("workspace_name"),
            workspaces.c.time_zone,
        )
        .join(
            members,
            and_(members.c.workspace_id == table.c.workspace_id, members.c.user_id == table.c.user_id),
        )
        .join(users, users.c.user_id == table.c.user_id)
        .join(workspaces, workspaces.c.workspace_id == table.c.workspace_id)
        .where(
            table.c.workspace_id == secret.workspace_id,
            table.c.session_hash == secret.hash,
            table.c.expires_at > now,
        )
    )
    return (await connection.execute(statement)).mappings().first()


async def prolong_session(
    connection: Connection, secret: Secret, now: datetime, expires_at: datetime
) -> None:
    table = sign_in_sessions
    await connection.execute(
        update(table)
        .where(table.c.workspace_id == secret.workspace_id, table.c.session_hash == secret.hash)
        .values(last_seen_at=now, expires_at=expires_at)
    )


async def end_session(connection: Connection, secret: Secret) -> None:
    table = sign_in_sessions
    await connection.execute(
        delete(table).where(table.c.workspace_id == secret.workspace_id, table.c.session_hash == secret.hash)
    )


async def end_sessions_of(
    connection: Connection, workspace_id: UUID, user_id: UUID, but: Secret | None = None
) -> int:
    """All of a user in a workspace, but for the one of that secret; answers how many there were."""
    table = sign_in_sessions
    ended = delete(table).where(table.c.workspace_id == workspace_id, table.c.user_id == user_id)
    if but is not None:
        ended = ended.where(table.c.session_hash != but.hash)
    return (await connection.execute(ended)).rowcount


async def count_sessions_of(connection: Connection, workspace_id: UUID, user_id: UUID, now: datetime) -> int:
    """The living ones."""
    table = sign_in_sessions
    counted = select(func.count()).where(
        table.c.workspace_id == workspace_id, table.c.user_id == user_id, table.c.expires_at > now
    )
    return int((await connection.execute(counted)).scalar_one())
