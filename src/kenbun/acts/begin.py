"""Beginning an act on the leads selected: by whoever may do the same with one lead. The worker carries it out."""

from __future__ import annotations

from typing import Literal, get_args
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller, Role
from kenbun.access.ticks import tick
from kenbun.acts import queries
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.leads.lists import Selection, count_selected
from kenbun.owners.assign import Owner
from kenbun.watching.watch import demand_room

Kind = Literal["assign", "watch", "delete"]

LEAST_ROLE: dict[Kind, Role] = {"assign": "editor", "watch": "viewer", "delete": "editor"}
MOST_RUNNING = 20
"""Acts of one workspace that wait for one another."""


def read_kind(text: str) -> Kind:
    for kind in get_args(Kind):
        if kind == text:
            return kind  # type: ignore[no-any-return]
    raise NotFound("There is no such act.")


async def begin(
    connection: Connection,
    caller: Caller,
    kind: Kind,
    selection: Selection,
    clock: Clock,
    owner: Owner | None = None,
) -> UUID:
    """On those there are by now: whoever comes later is not meant, even where the filters find them.

    Raises Forbidden, Invalid where nobody is selected, Conflict where too much is going on, or a watch list is full.
    """
    caller.demand(LEAST_ROLE[kind])
    now = await tick(connection, caller.workspace_id, clock)
    total = await count_selected(connection, caller.workspace_id, selection)
    upto = await queries.last_lead(connection, caller.workspace_id)
    if not total or upto is None:
        raise Invalid(
            "Nobody is selected: the leads may have been deleted or merged meanwhile.", field="lead_ids"
        )
    if kind == "watch":
        await demand_room(connection, caller, total)
    if await queries.count_running(connection, caller.workspace_id) >= MOST_RUNNING:
        raise Conflict(f"{MOST_RUNNING} acts are on their way already: wait until one of them is done.")
    act_id = new_id()
    await queries.add(
        connection,
        caller.workspace_id,
        act_id=act_id,
        kind=kind,
        selection=selection.document(),
        owner_id=owner.user_id if owner else None,
        upto=upto,
        total=total,
        created_at=now,
        user_id=caller.member_id,
        created_by=caller.name,
    )
    after = {"act": public("act", act_id), "leads": total}
    if kind == "assign":
        after["owner"] = public("usr", owner.user_id) if owner else "nobody"
    await audit.record(connection, caller, f"leads.{kind}", ("leads", f"{total:,}"), after=after, now=now)
    return act_id


async def stop(connection: Connection, caller: Caller, act_id: UUID, clock: Clock) -> None:
    """What is done stays done. Raises NotFound for what is not the caller's, or runs no more."""
    now = await tick(connection, caller.workspace_id, clock)
    place = (connection, caller.workspace_id)
    mine = await queries.one_of(*place, caller.member_id, act_id)
    if mine is None or not await queries.end(*place, act_id, "stopped", now):
        raise NotFound("You have no such act on its way.")
    after = {"act": public("act", act_id), "done": mine.done}
    await audit.record(connection, caller, "leads.stop", ("leads", f"{mine.total:,}"), after=after, now=now)
