"""Invitations: an address may become a member, in a role, by a link that is mailed to it or handed over by an admin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller, Role
from kenbun.access.keys import LINK, mint
from kenbun.access.members import read_email
from kenbun.access.queries import links, people
from kenbun.database import Connection
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import new_id, public
from kenbun.kit.paging import Paging

LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Good until `expires_at`, for one use; `created_by` is the name of whoever made it."""

    link_id: UUID
    email: str
    role: Role
    created_by: str
    created_at: datetime
    expires_at: datetime


async def invite(
    connection: Connection, caller: Caller, email: str, role: Role, now: datetime
) -> tuple[Invitation, str]:
    """The invitation and the secret of its link, which cannot be had again; an earlier one of this address is over.

    Raises `Conflict` for a member.
    """
    kept = read_email(email)
    user = await people.user_by_email(connection, kept)
    if user and await people.member(connection, caller.workspace_id, user["user_id"]):
        raise Conflict("Is a member already: change the role there.", field="email")
    await links.withdraw_from(connection, caller.workspace_id, kept)
    made = Invitation(new_id(), kept, role, caller.name, now, now + LIFETIME)
    secret = mint(LINK, caller.workspace_id)
    await links.add(
        connection,
        secret,
        link_id=made.link_id,
        email=kept,
        role=role,
        created_by=caller.name,
        created_at=now,
        expires_at=made.expires_at,
    )
    after = {"email": kept, "role": role, "expires_at": made.expires_at}
    await audit.record(connection, caller, "invitation.create", _subject(made.link_id), after=after, now=now)
    return made, secret.text


async def list_invitations(
    connection: Connection, workspace_id: UUID, now: datetime, paging: Paging
) -> tuple[list[Invitation], int]:
    """Those that can still be followed, the latest first; and how many there are."""
    rows, total = await links.invitations_of(connection, workspace_id, now, paging)
    return [Invitation(**row) for row in rows], total


async def withdraw(connection: Connection, caller: Caller, link_id: UUID, now: datetime) -> None:
    """The link leads nowhere from now on. Raises `NotFound` for one that is used or gone."""
    row = await links.withdraw(connection, caller.workspace_id, link_id)
    if row is None:
        raise NotFound("There is no such invitation, or it has been used.", field="invitation_id")
    before = {"email": row["email"], "role": row["role"]}
    await audit.record(connection, caller, "invitation.withdraw", _subject(link_id), before=before, now=now)


def _subject(link_id: UUID) -> tuple[str, str]:
    return "invitation", public("inv", link_id)
