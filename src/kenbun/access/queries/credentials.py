"""Statements on personal tokens and sources (write keys)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, func, insert, or_, select, update

from kenbun.access.keys import Secret
from kenbun.access.tables import members, personal_tokens, sources, users, workspaces
from kenbun.database import Connection
from kenbun.kit.paging import Paging

_TOKEN = (
    personal_tokens.c.token_id,
    personal_tokens.c.user_id,
    personal_tokens.c.name,
    personal_tokens.c.created_at,
    personal_tokens.c.expires_at,
    personal_tokens.c.last_used_at,
    personal_tokens.c.revoked_at,
)
_SOURCE = (
    sources.c.workspace_id,
    sources.c.source_id,
    sources.c.name,
    sources.c.kind,
    sources.c.allowed_origins,
    sources.c.former_key_until,
    sources.c.key_changed_at,
    sources.c.last_used_at,
    sources.c.former_key_used_at,
    sources.c.created_at,
    sources.c.revoked_at,
)


async def add_token(connection: Connection, secret: Secret, **values: Any) -> RowMapping:
    new = insert(personal_tokens).values(workspace_id=secret.workspace_id, token_hash=secret.hash, **values)
    return (await connection.execute(new.returning(*_TOKEN))).mappings().one()


async def token(connection: Connection, secret: Secret, now: datetime) -> RowMapping | None:
    """A token that holds, with the member behind it."""
    table = personal_tokens
    statement = (
        select(
            *_TOKEN,
            members.c.role,
            users.c.name.label("user_name"),
            users.c.email,
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
            table.c.token_hash == secret.hash,
            table.c.revoked_at.is_(None),
            (table.c.expires_at.is_(None)) | (table.c.expires_at > now),
        )
    )
    return (await connection.execute(statement)).mappings().first()


async def token_used(connection: Connection, workspace_id: UUID, token_id: UUID, now: datetime) -> None:
    table = personal_tokens
    await connection.execute(
        update(table)
        .where(table.c.workspace_id == workspace_id, table.c.token_id == token_id)
        .values(last_used_at=now)
    )


async def tokens_of(
    connection: Connection, workspace_id: UUID, user_id: UUID, paging: Paging
) -> tuple[Sequence[RowMapping], int]:
    """The latest first, revoked ones left out."""
    table = personal_tokens
    mine = (
        table.c.workspace_id == workspace_id,
        table.c.user_id == user_id,
        table.c.revoked_at.is_(None),
    )
    rows = await connection.execute(
        select(*_TOKEN)
        .where(*mine)
        .order_by(table.c.token_id.desc())
        .limit(paging.limit)
        .offset(paging.offset)
    )
    total = await connection.execute(select(func.count()).select_from(table).where(*mine))
    return rows.mappings().all(), total.scalar_one()


async def revoke_token(
    connection: Connection, workspace_id: UUID, token_id: UUID, user_id: UUID, now: datetime
) -> RowMapping | None:
    table = personal_tokens
    statement = (
        update(table)
        .where(
            table.c.workspace_id == workspace_id,
            table.c.token_id == token_id,
            table.c.user_id == user_id,
            table.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .returning(*_TOKEN)
    )
    return (await connection.execute(statement)).mappings().first()


async def tokens_of_domain(connection: Connection, workspace_id: UUID, domain: str) -> Sequence[RowMapping]:
    """Of members whose e-mail is of that domain, with their role; the latest first, revoked ones left out."""
    table = personal_tokens
    statement = (
        select(*_TOKEN, members.c.role)
        .join(
            members,
            and_(members.c.workspace_id == table.c.workspace_id, members.c.user_id == table.c.user_id),
        )
        .join(users, users.c.user_id == table.c.user_id)
        .where(
            table.c.workspace_id == workspace_id,
            table.c.revoked_at.is_(None),
            users.c.email.endswith(domain, autoescape=True),
        )
        .order_by(table.c.token_id.desc())
    )
    return (await connection.execute(statement)).mappings().all()


async def add_source(connection: Connection, secret: Secret, **values: Any) -> RowMapping:
    new = insert(sources).values(workspace_id=secret.workspace_id, key_hash=secret.hash, **values)
    return (await connection.execute(new.returning(*_SOURCE))).mappings().one()


async def source_by_key(connection: Connection, secret: Secret, now: datetime) -> RowMapping | None:
    """By its key, or the former one as long as that holds on (`by_former`)."""
    former = and_(sources.c.former_key_hash == secret.hash, sources.c.former_key_until > now)
    statement = select(*_SOURCE, (sources.c.key_hash != secret.hash).label("by_former")).where(
        sources.c.workspace_id == secret.workspace_id,
        or_(sources.c.key_hash == secret.hash, former),
        sources.c.revoked_at.is_(None),
    )
    return (await connection.execute(statement)).mappings().first()


async def source_used(
    connection: Connection, workspace_id: UUID, source_id: UUID, now: datetime, *, by_former: bool
) -> None:
    noted = {"last_used_at": now} | ({"former_key_used_at": now} if by_former else {})
    await connection.execute(
        update(sources)
        .where(sources.c.workspace_id == workspace_id, sources.c.source_id == source_id)
        .values(noted)
    )


async def sources_of(
    connection: Connection, workspace_id: UUID, paging: Paging
) -> tuple[Sequence[RowMapping], int]:
    """The latest first, revoked ones left out."""
    living = (sources.c.workspace_id == workspace_id, sources.c.revoked_at.is_(None))
    rows = await connection.execute(
        select(*_SOURCE)
        .where(*living)
        .order_by(sources.c.source_id.desc())
        .limit(paging.limit)
        .offset(paging.offset)
    )
    total = await connection.execute(select(func.count()).select_from(sources).where(*living))
    return rows.mappings().all(), total.scalar_one()


async def source_of(
    connection: Connection, workspace_id: UUID, source_id: UUID, *, hold: bool
) -> RowMapping | None:
    """One that is not revoked; held, until the transaction ends."""
    statement = select(*_SOURCE).where(*_living(workspace_id, source_id))
    found = await connection.execute(statement.with_for_update() if hold else statement)
    return found.mappings().first()


async def change_source(
    connection: Connection, workspace_id: UUID, source_id: UUID, **values: Any
) -> RowMapping | None:
    statement = update(sources).where(*_living(workspace_id, source_id)).values(**values)
    return (await connection.execute(statement.returning(*_SOURCE))).mappings().first()


async def change_key(
    connection: Connection, secret: Secret, source_id: UUID, now: datetime, until: datetime | None
) -> RowMapping | None:
    """The key so far holds on until then, and one before it no more."""
    return await change_source(
        connection,
        secret.workspace_id,
        source_id,
        key_hash=secret.hash,
        former_key_hash=sources.c.key_hash if until else None,
        former_key_until=until,
        former_key_used_at=None,
        key_changed_at=now,
    )


async def revoke_source(
    connection: Connection, workspace_id: UUID, source_id: UUID, now: datetime
) -> RowMapping | None:
    return await change_source(connection, workspace_id, source_id, revoked_at=now)


def _living(workspace_id: UUID, source_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        sources.c.workspace_id == workspace_id,
        sources.c.source_id == source_id,
        sources.c.revoked_at.is_(None),
    )
