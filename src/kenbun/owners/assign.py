"""Giving leads to a member, or to nobody: a row for each lead that moved, and one in the audit log for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.queries import people
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.owners import queries


@dataclass(frozen=True, slots=True)
class Assigned:
    """Of the leads given: how many came to this owner, were there already, and are none."""

    assigned: int
    unchanged: int
    missing: list[UUID]


async def assign_owner(
    connection: Connection, caller: Caller, lead_ids: Sequence[UUID], owner_id: UUID | None, clock: Clock
) -> Assigned:
    """Under a tick: leads are written by batches too. Raises Invalid where the owner is no member here."""
    owner = await people.member(connection, caller.workspace_id, owner_id) if owner_id else None
    if owner_id and owner is None:
        raise Invalid(
            "No member of this workspace has this id: GET /api/owners lists them.", field="owner_id"
        )
    now = await tick(connection, caller.workspace_id, clock)
    known = await queries.known(connection, caller.workspace_id, lead_ids)
    moved = await queries.assign(connection, caller.workspace_id, lead_ids, owner_id, now, caller.name)
    if moved:
        former = sorted({public("usr", one) for one in moved.values() if one})
        one_lead = next(iter(moved)) if len(moved) == 1 else None
        await audit.record(
            connection,
            caller,
            "lead.assign",
            ("lead", public("ld", one_lead)) if one_lead else ("leads", f"{len(moved)} leads"),
            before={"owners": former},
            after={
                "owner": public("usr", owner_id) if owner_id else None,
                "leads": [public("ld", lead_id) for lead_id in moved],
            },
            now=now,
        )
    missing = [lead_id for lead_id in lead_ids if lead_id not in known]
    return Assigned(len(moved), len(known) - len(moved), missing)
