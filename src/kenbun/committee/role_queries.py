from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from kenbun.committee.roles import Role, RoleDraft, naming, read
from kenbun.committee.tables import committee_choices, committee_roles
from kenbun.database import Connection
from kenbun.kit.ids import new_id, public

_WITHOUT = text("""
    SELECT /* all workspaces */ w.workspace_id FROM workspaces w
    WHERE NOT EXISTS (SELECT FROM committee_roles r WHERE r.workspace_id = w.workspace_id)
      AND NOT EXISTS (
          SELECT FROM audit_log a WHERE a.workspace_id = w.workspace_id AND a.action = 'committee.roles')
    ORDER BY w.workspace_id
""")


async def roles_of(connection: Connection, workspace_id: UUID) -> list[Role]:
    """In their order."""
    statement = select(committee_roles).where(committee_roles.c.workspace_id == workspace_id)
    rows = (await connection.execute(statement.order_by(committee_roles.c.position))).all()
    return [_read(row) for row in rows]


def _read(row: Any) -> Role:
    """A field that has gone since is missing, not an error."""
    draft = {
        "id": public("role", row.role_id),
        "name": row.name,
        "tracked": row.tracked,
        "conditions": row.conditions,
    }
    return read(RoleDraft.model_validate(draft), naming(row.conditions))


async def without_roles(connection: Connection) -> list[UUID]:
    """Workspaces that never had any: nobody has changed them either."""
    return list((await connection.execute(_WITHOUT)).scalars())


async def add_roles(connection: Connection, workspace_id: UUID, roles: Sequence[Role]) -> None:
    rows = [
        {"workspace_id": workspace_id, "position": place, "role_id": role.role_id or new_id()}
        | role.document()
        for place, role in enumerate(roles)
    ]
    await connection.execute(insert(committee_roles), rows)


async def put_roles(
    connection: Connection, workspace_id: UUID, roles: Sequence[Role], gone: Collection[UUID]
) -> None:
    """Each with an id. Names may change places, so they are taken away first."""
    here = committee_roles.c.workspace_id == workspace_id
    if gone:
        await connection.execute(delete(committee_roles).where(here, committee_roles.c.role_id.in_(gone)))
    aside = func.concat(committee_roles.c.role_id, " ", committee_roles.c.name)
    await connection.execute(update(committee_roles).where(here).values(name=aside))
    for place, role in enumerate(roles):
        values = {"position": place} | role.document()
        statement = upsert(committee_roles).values(workspace_id=workspace_id, role_id=role.role_id, **values)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=[committee_roles.c.workspace_id, committee_roles.c.role_id], set_=values
            )
        )


async def held_by_hand(connection: Connection, workspace_id: UUID) -> dict[UUID, int]:
    """By role, how many leads people have given it to."""
    statement = (
        select(committee_choices.c.role_id, func.count())
        .where(committee_choices.c.workspace_id == workspace_id, committee_choices.c.role_id.is_not(None))
        .group_by(committee_choices.c.role_id)
    )
    return {row[0]: row[1] for row in await connection.execute(statement)}
