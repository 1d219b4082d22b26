"""Giving the lead to a member, or to one of several in turn."""

from __future__ import annotations

from kenbun.access.queries import people
from kenbun.alerts.deliveries.deeds import CannotBeDone
from kenbun.kit.ids import parse
from kenbun.owners.assign import Owner, move_leads, tell_owner
from kenbun.triggers.acts import act_queries as queries
from kenbun.triggers.acts.doing import Doing


async def assign(doing: Doing) -> str:
    """Whoever has left is passed over."""
    owner = await _next_owner(doing)
    lead_id = doing.fired.subject_id
    moved = await move_leads(doing.connection, doing.caller, [lead_id], owner, doing.now)
    if not moved:
        return f"{owner.name} is its owner already."
    await tell_owner(doing.connection, doing.caller, owner, 1, doing.now, lead_id)
    return f"Assigned to {owner.name}."


async def _next_owner(doing: Doing) -> Owner:
    """Whose the lead is stays, if it is one of them: a trigger that fires again uses up no turn, and takes from nobody
    what it gave."""
    owners = [parse("usr", one) for one in doing.act["owners"]]
    place = (doing.connection, doing.workspace_id)
    turn = 0
    if len(owners) > 1:
        has = await queries.owner_of_lead(*place, doing.fired.subject_id)
        turn = owners.index(has) if has in owners else await queries.next_turn(*place, doing.fired.trigger_id)
    for step in range(len(owners)):
        member_id = owners[(turn + step) % len(owners)]
        assert member_id is not None
        if member := await people.member(*place, member_id):
            return Owner(member_id, member["name"], member["email"])
    raise CannotBeDone("None of those whom it could be given to is a member any more.")
