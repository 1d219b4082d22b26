"""Changing the roles of a workspace: all at once, in their order. Every account is looked at again behind that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.committee import due_queries, role_queries
from kenbun.committee.roles import Role, RoleDraft, allowed, read_all
from kenbun.conditions import Allowed
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid
from kenbun.kit.ids import new_id, public
from kenbun.mapping.custom_fields import all_fields


async def allowed_in(connection: Connection, workspace_id: UUID) -> Allowed:
    """What conditions of roles may look at in this workspace."""
    fields = await all_fields(connection, workspace_id)
    return allowed([kind.name for kind in fields.of("lead")], [kind.name for kind in fields.of("account")])


async def check(connection: Connection, workspace_id: UUID, drafts: Sequence[RoleDraft]) -> list[Role]:
    """The drafts as roles, each with an id: its own, that of the role of its name, or a new one. Raises Invalid."""
    roles = read_all(drafts, await allowed_in(connection, workspace_id))
    there = await role_queries.roles_of(connection, workspace_id)
    ids = {one.role_id for one in there}
    claimed = {role.role_id for role in roles if role.role_id}
    by_name = {one.name.casefold(): one.role_id for one in there if one.role_id not in claimed}
    found = []
    for place, role in enumerate(roles):
        if role.role_id is not None and role.role_id not in ids:
            raise Invalid("There is no such role; leave the id out for a new one.", field=f"[{place}].id")
        known = role.role_id or by_name.get(role.name.casefold()) or new_id()
        found.append(replace(role, role_id=known))
    return found


async def put_roles(
    connection: Connection, caller: Caller, drafts: Sequence[RoleDraft], clock: Clock
) -> list[Role]:
    """Raises Invalid, or Conflict where a role that goes is held by somebody to whom people have given it."""
    now = await tick(connection, caller.workspace_id, clock)
    roles = await check(connection, caller.workspace_id, drafts)
    before = await role_queries.roles_of(connection, caller.workspace_id)
    if _said(before) == _said(roles):
        return roles
    kept = {role.role_id for role in roles}
    gone = {one.role_id: one.name for one in before if one.role_id and one.role_id not in kept}
    await _demand_unused(connection, caller.workspace_id, gone)
    await role_queries.put_roles(connection, caller.workspace_id, roles, gone)
    await due_queries.mark_all(connection, caller.workspace_id)
    await audit.record(
        connection,
        caller,
        "committee.roles",
        ("workspace", public("ws", caller.workspace_id)),
        before={one.name: one.document() for one in before},
        after={one.name: one.document() for one in roles},
        now=now,
    )
    return roles


def _said(roles: Sequence[Role]) -> list[object]:
    return [(role.role_id, role.document()) for role in roles]


async def _demand_unused(connection: Connection, workspace_id: UUID, gone: dict[UUID, str]) -> None:
    held = await role_queries.held_by_hand(connection, workspace_id)
    for role_id, name in gone.items():
        if role_id in held:
            raise Conflict(
                f"“{name}” has been given by hand to {held[role_id]}: give them another role first, or keep it."
            )
