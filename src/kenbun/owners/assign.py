"""Giving leads to a member, or to nobody: a row for each lead that moved, and one in the audit log for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.queries import people
from kenbun.access.ticks import tick
from kenbun.alerts.notify import Notice, notify
from kenbun.database import Connection
from kenbun.identity.roots_queries import roots_of
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse, public
from kenbun.leads.one import name_of
from kenbun.owners import queries
from kenbun.scoring.account_sums import show_owners
from kenbun.scoring.account_sums_queries import accounts_of
from kenbun.stirred import stir


@dataclass(frozen=True, slots=True)
class Owner:
    """A member of the workspace."""

    user_id: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """Of the leads given: how many came to this owner, were there already, and are none."""

    assigned: int
    unchanged: int
    missing: list[UUID]


async def find_owner(connection: Connection, workspace_id: UUID, text: str, field: str = "owner_id") -> Owner:
    """The member with this public id. Raises Invalid."""
    found = parse("usr", text)
    member = await people.member(connection, workspace_id, found) if found else None
    if found is None or member is None:
        raise Invalid("No member of this workspace has this id: GET /api/owners lists them.", field=field)
    return Owner(found, member["name"], member["email"])


async def possible_owners(
    connection: Connection, workspace_id: UUID, limit: int, offset: int = 0
) -> tuple[list[Owner], int]:
    """By name, and how many there are."""
    rows = await queries.members(connection, workspace_id, limit, offset)
    return [Owner(row.user_id, row.name, row.email) for row in rows], rows[0].total if rows else 0


async def assign_owner(
    connection: Connection, caller: Caller, lead_ids: Sequence[UUID], owner: Owner | None, clock: Clock
) -> Assigned:
    """Under a tick: leads are written by batches too. The new owner is told. A lead that is merged into another stands
    for that one."""
    now = await tick(connection, caller.workspace_id, clock)
    roots = await roots_of(connection, caller.workspace_id, lead_ids)
    lead_ids = list(dict.fromkeys(roots.get(one, one) for one in lead_ids))
    known = await queries.known(connection, caller.workspace_id, lead_ids)
    moved = await move_leads(connection, caller, lead_ids, owner, now)
    if moved and owner:
        only = next(iter(moved)) if len(moved) == 1 else None
        await tell_owner(connection, caller, owner, len(moved), now, only)
    missing = [lead_id for lead_id in lead_ids if lead_id not in known]
    return Assigned(len(moved), len(known) - len(moved), missing)


async def move_leads(
    connection: Connection, caller: Caller, lead_ids: Sequence[UUID], owner: Owner | None, now: datetime
) -> dict[UUID, UUID | None]:
    """Under the tick whose time `now` is. Of the leads that had another owner, which one; nobody is told."""
    owner_id = owner.user_id if owner else None
    moved = await queries.assign(connection, caller.workspace_id, lead_ids, owner_id, now, caller.name)
    await queries.decide(connection, caller.workspace_id, lead_ids, owner_id)
    if moved:
        place = (connection, caller.workspace_id)
        await show_owners(*place, await accounts_of(*place, list(moved)))
        await stir(*place, "lead", moved, "owner")
        await _note(connection, caller, moved, owner_id, now)
    return moved


async def tell_owner(
    connection: Connection,
    caller: Caller,
    owner: Owner,
    count: int,
    now: datetime,
    only: UUID | None = None,
) -> None:
    """Once for all leads of one act, by name if there is but one; not of what one takes oneself."""
    if owner.user_id == caller.user_id:
        return
    if only:
        name = await name_of(connection, caller.workspace_id, only)
        notice = Notice.of_lead(owner.user_id, only, f"{caller.name} made you the owner of {name}.")
    else:
        leads = "1 lead" if count == 1 else f"{count:,} leads"
        text = f"{caller.name} made you the owner of {leads}."
        notice = Notice(owner.user_id, text, f"/leads?owner={public('usr', owner.user_id)}")
    await notify(connection, caller.workspace_id, "assignment", [notice], now)


async def _note(
    connection: Connection,
    caller: Caller,
    moved: Mapping[UUID, UUID | None],
    owner_id: UUID | None,
    now: datetime,
) -> None:
    leads = [public("ld", lead_id) for lead_id in moved]
    former = sorted({public("usr", one) for one in moved.values() if one})
    subject = ("lead", leads[0]) if len(leads) == 1 else ("leads", f"{len(leads):,}")
    after = {"owner": public("usr", owner_id) if owner_id else None, "leads": leads}
    await audit.record(
        connection, caller, "lead.assign", subject, before={"owners": former}, after=after, now=now
    )
