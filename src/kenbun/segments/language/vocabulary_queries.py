from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from kenbun.access.tables import members, users
from kenbun.committee.tables import committee_roles
from kenbun.database import Connection
from kenbun.segments.tables import segments


class Other(NamedTuple):
    """A segment, as far as others may ask for it."""

    segment_id: UUID
    name: str
    conditions: dict[str, Any] | None


class Person(NamedTuple):
    user_id: UUID
    email: str
    name: str


async def segments_of(connection: Connection, workspace_id: UUID, kind: str) -> list[Other]:
    statement = select(segments.c.segment_id, segments.c.name, segments.c.conditions)
    statement = statement.where(segments.c.workspace_id == workspace_id, segments.c.kind == kind)
    return [Other(*row) for row in await connection.execute(statement.order_by(segments.c.name))]


async def people_of(connection: Connection, workspace_id: UUID) -> list[Person]:
    statement = (
        select(users.c.user_id, users.c.email, users.c.name)
        .join(members, members.c.user_id == users.c.user_id)
        .where(members.c.workspace_id == workspace_id)
        .order_by(users.c.name, users.c.user_id)
    )
    return [Person(*row) for row in await connection.execute(statement)]


async def roles_of(connection: Connection, workspace_id: UUID) -> dict[UUID, str]:
    statement = select(committee_roles.c.role_id, committee_roles.c.name)
    statement = statement.where(committee_roles.c.workspace_id == workspace_id)
    return {row.role_id: row.name for row in await connection.execute(statement)}
