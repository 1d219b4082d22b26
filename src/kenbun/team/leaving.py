"""A member leaves: out at once; the leads that are theirs come to somebody else, or to nobody, in the background."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.access.members import Member, get_member, remove_member
from kenbun.acts.begin import begin
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.leads.lists import LeadFilters, Selection, count_selected
from kenbun.owners.assign import Owner
from kenbun.team import queries


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a member owns (`leads` of accounts in sight, `archived` of those out of it) and has here; the names of the
    triggers that tell the member something, or give leads to the member: they go on without.
    """

    member: Member
    leads: int
    archived: int
    sessions: int
    tokens: int
    watched: int
    triggers: list[str]

    @property
    def owned(self) -> int:
        return self.leads + self.archived


async def look_at(connection: Connection, workspace_id: UUID, user_id: UUID, now: datetime) -> Leaving:
    """Raises `NotFound`."""
    member = await get_member(connection, workspace_id, user_id)
    leads, archived = [
        await count_selected(connection, workspace_id, _owned(user_id, hidden)) for hidden in (False, True)
    ]
    held = await queries.held_by(connection, workspace_id, user_id, public("usr", user_id), now)
    return Leaving(
        member, leads, archived, held.sessions, held.tokens, held.watched, list(held.triggers or ())
    )


async def remove(
    connection: Connection, caller: Caller, user_id: UUID, heir: Owner | None, clock: Clock
) -> Leaving:
    """Whose leads they are then is an act like any other, which the worker carries out in the caller's name.

    Raises `NotFound`, `Invalid` for an heir who leaves, `Conflict` for the last admin and where too many acts are on
    their way.
    """
    if heir is not None and heir.user_id == user_id:
        raise Invalid("Choose somebody who stays.", field="leads_to")
    leaving = await look_at(connection, caller.workspace_id, user_id, clock())
    for count, hidden in ((leaving.leads, False), (leaving.archived, True)):
        if count:
            await begin(connection, caller, "assign", _owned(user_id, hidden), clock, owner=heir)
    await remove_member(connection, caller, user_id, clock())
    return leaving


def _owned(user_id: UUID, hidden: bool) -> Selection:
    return Selection(filters=LeadFilters(owner=(public("usr", user_id),), archived=hidden))
