"""A forgotten password: a link that sets a new one, asked for by the member, or made by an admin."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kenbun.access import audit, letters
from kenbun.access.attempts import count_reset
from kenbun.access.callers import Caller
from kenbun.access.keys import LINK, Secret, mint
from kenbun.access.letters import Posted
from kenbun.access.links import LIFETIME, create_signin_link
from kenbun.access.members import Member, get_member, read_email
from kenbun.access.queries import links, people
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid
from kenbun.kit.ids import new_id, public
from kenbun.mail import Mail, is_set_up
from kenbun.settings import Settings

_SHOWN_TO_NOBODY = (
    "This member is in other workspaces too, so the link must not be shown to an admin of this one: "
    "whoever runs the server can make it by `kenbun signin-link EMAIL`."
)


async def make_reset(
    database: Database, settings: Settings, caller: Caller, user_id: UUID, clock: Clock
) -> Posted:
    """By an admin, for a member: mailed to the member, or else shown to the admin.

    Shown only of a member who is in no other workspace: whoever sees the link could enter those, too. Raises
    `NotFound`, `Conflict`.
    """
    async with database.transaction() as connection:
        member = await get_member(connection, caller.workspace_id, user_id)
        if member.is_program:
            raise Conflict("Belongs to programs, which use tokens: it has no password.", field="user_id")
        user = await people.user_by_id(connection, user_id)
        elsewhere = user is not None and set(user["workspace_ids"]) != {caller.workspace_id}
        if elsewhere and not is_set_up(settings):
            raise Conflict(_SHOWN_TO_NOBODY, field="user_id")
        secret = await _add(connection, caller, member, clock())
    link = settings.signin_url(secret.text)
    posted = await letters.post(settings, letters.reset(member.email, link), link, clock)
    if posted.mailed:
        async with database.transaction() as connection:
            await links.mailed(connection, secret)
    elif elsewhere:
        raise Conflict(f"The mail was not sent: {posted.reason} {_SHOWN_TO_NOBODY}", field="user_id")
    return posted


async def _add(connection: Connection, caller: Caller, member: Member, now: datetime) -> Secret:
    """Counts as shown until it is mailed: where that fails, no link is left that may do more."""
    secret = mint(LINK, caller.workspace_id)
    await links.add(
        connection,
        secret,
        link_id=new_id(),
        role=member.role,
        user_id=member.user_id,
        shown_to=caller.member_id,
        created_by=caller.name,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    subject, after = ("member", public("usr", member.user_id)), {"name": member.name, "email": member.email}
    await audit.record(connection, caller, "reset_link.create", subject, after=after, now=now)
    return secret


async def forgotten(
    database: Database, settings: Settings, email: str, address: str, clock: Clock
) -> Mail | None:
    """What to mail, or None where nobody who could sign in has this address.

    Whoever asks is told the same in both cases. Raises `TooMany` after many questions.
    """
    try:
        kept = read_email(email)
    except Invalid:
        kept = ""
    await count_reset(database, kept, address, clock())
    async with database.transaction() as connection:
        user = await people.user_by_email(connection, kept)
        if user is None:
            return None
        for workspace_id in reversed(user["workspace_ids"]):
            if member := await people.member(connection, workspace_id, user["user_id"]):
                secret = await create_signin_link(
                    connection,
                    workspace_id,
                    member["role"],
                    clock(),
                    user_id=user["user_id"],
                    by="sign-in page",
                    address=address,
                )
                return letters.reset(kept, settings.signin_url(secret))
    return None
