"""What people say of a committee: it stands before what is detected, for good."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.committee import choice_queries as queries
from kenbun.committee.role_queries import roles_of
from kenbun.committee.roles import Role
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import public
from kenbun.stirred import stir

Place = tuple[UUID, UUID]
"""An account, and a lead that is shown in it."""


async def add_member(
    connection: Connection, caller: Caller, place: Place, role: str, notes: str | None, clock: Clock
) -> None:
    """Also one who has been taken out before. Raises NotFound, Invalid, or Conflict for one who is a member."""
    now = await tick(connection, caller.workspace_id, clock)
    key = await _key(connection, caller, place)
    wanted = await _role(connection, caller, role)
    if await _held(connection, caller, place) is not None:
        raise Conflict("This lead is in the committee already: change its role there.", field="lead_id")
    await queries.say(connection, caller.workspace_id, key, wanted.role_id, caller.name, now)
    if notes is not None:
        await queries.note(connection, caller.workspace_id, key, notes or None, caller.name, now)
    await _audit(connection, caller, "committee.add", place, None, {"role": wanted.name}, now)


async def change_member(
    connection: Connection,
    caller: Caller,
    place: Place,
    role: str | None,
    notes: str | None,
    clock: Clock,
) -> None:
    """What is None stays; blank notes go. Raises NotFound for one who is no member."""
    now = await tick(connection, caller.workspace_id, clock)
    key = await _key(connection, caller, place)
    before = await _member(connection, caller, place)
    after: dict[str, Any] = {}
    if role is not None:
        wanted = await _role(connection, caller, role)
        await queries.say(connection, caller.workspace_id, key, wanted.role_id, caller.name, now)
        after["role"] = wanted.name
    if notes is not None:
        await queries.note(connection, caller.workspace_id, key, notes or None, caller.name, now)
        after["notes"] = notes or None
    old = {"role": before} if role is not None else {}
    await _audit(connection, caller, "committee.change", place, old, after, now)


async def remove_member(connection: Connection, caller: Caller, place: Place, clock: Clock) -> None:
    """Detection does not bring it back. Raises NotFound for one who is no member."""
    now = await tick(connection, caller.workspace_id, clock)
    key = await _key(connection, caller, place)
    before = await _member(connection, caller, place)
    await queries.say(connection, caller.workspace_id, key, None, caller.name, now)
    await _audit(connection, caller, "committee.remove", place, {"role": before}, None, now)


async def _key(connection: Connection, caller: Caller, place: Place) -> Place:
    """The lead and its own account, as choices are kept."""
    account_id, lead_id = place
    own_account_id = await queries.own_account(connection, caller.workspace_id, account_id, lead_id)
    if own_account_id is None:
        raise NotFound("There is no such lead in this account.", field="lead_id")
    return lead_id, own_account_id


async def _held(connection: Connection, caller: Caller, place: Place) -> UUID | None:
    account_id, lead_id = place
    found = await queries.held(connection, caller.workspace_id, [account_id])
    return next((one.role_id for one in found if one.lead_id == lead_id), None)


async def _member(connection: Connection, caller: Caller, place: Place) -> str:
    """The name of the role it has."""
    role_id = await _held(connection, caller, place)
    roles = {one.role_id: one.name for one in await roles_of(connection, caller.workspace_id)}
    if role_id is None or role_id not in roles:
        raise NotFound("This lead is not in the committee: add it first.", field="lead_id")
    return roles[role_id]


async def _role(connection: Connection, caller: Caller, name: str) -> Role:
    roles = await roles_of(connection, caller.workspace_id)
    for role in roles:
        if role.name.casefold() == name.strip().casefold():
            return role
    known = ", ".join(role.name for role in roles)
    raise Invalid(f"There is no such role; there are {known}.", field="role")


async def _audit(
    connection: Connection,
    caller: Caller,
    action: str,
    place: Place,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    now: datetime,
) -> None:
    account_id, lead_id = place
    await stir(connection, caller.workspace_id, "lead", [lead_id], "committee")
    named = {"account_id": public("acct", account_id)}
    await audit.record(
        connection,
        caller,
        action,
        ("lead", public("ld", lead_id)),
        before=before,
        after=named | (after or {}),
        now=now,
    )
