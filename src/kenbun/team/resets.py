"""A forgotten password: a link that sets a new one, asked for by the member, or made by an admin."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kenbun.access import audit
from kenbun.access.attempts import count_reset
from kenbun.access.callers import Caller
from kenbun.access.keys import LINK, Secret, mint
from kenbun.access.links import LIFETIME, create_signin_link
from kenbun.access.members import Member, get_member, read_email
from kenbun.access.queries import links, people
from kenbun.alerts.channels.kind import Means
from kenbun.alerts.deliveries.letters import Letter, order_letter, take_in_hand
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, Invalid
from kenbun.kit.ids import new_id, public
from kenbun.mail import is_set_up
from kenbun.settings import Settings
from kenbun.team import letters
from kenbun.team.letters import Posted

_SHOWN_TO_NOBODY = (
    "This member is in other workspaces too, so the link must not be shown to an admin of this one: "
    "whoever runs the server can make it by `kenbun signin-link EMAIL`."
)


async def make_reset(database: Database, means: Means, caller: Caller, user_id: UUID) -> Posted:
    """By an admin, for a member: mailed to the member, or else shown to the admin.

    Shown only of a member who is in no other workspace: whoever sees the link could enter those, too. Raises
    `NotFound`, `Conflict`.
    """
    workspace_id, letter = caller.workspace_id, None
    async with database.transaction() as connection:
        member = await get_member(connection, workspace_id, user_id)
        if member.is_program:
            raise Conflict("Belongs to programs, which use tokens: it has no password.", field="user_id")
        user = await people.user_by_id(connection, user_id)
        elsewhere = user is not None and set(user["workspace_ids"]) != {workspace_id}
        if elsewhere and not is_set_up(means.settings):
            raise Conflict(_SHOWN_TO_NOBODY, field="user_id")
        now = means.clock()
        secret = await _add(connection, caller, member, now, shown=not elsewhere)
        link = means.settings.signin_url(secret.text)
        if is_set_up(means.settings):
            mail = Letter("reset", letters.reset(member.email, link), secret.text)
            letter = await take_in_hand(connection, workspace_id, mail, now)
    posted = await letters.post(database, means, workspace_id, letter, link)
    if posted.mailed:
        async with database.transaction() as connection:
            await links.mailed(connection, secret)
    elif elsewhere and not posted.tried_again:
        raise Conflict(f"The mail was not sent: {posted.reason} {_SHOWN_TO_NOBODY}", field="user_id")
    elif elsewhere:
        posted = replace(posted, link=None)
    return posted


async def _add(
    connection: Connection, caller: Caller, member: Member, now: datetime, *, shown: bool
) -> Secret:
    """One that may be shown counts as shown until it is mailed: where that fails, no link is left that may do more."""
    secret = mint(LINK, caller.workspace_id)
    await links.add(
        connection,
        secret,
        link_id=new_id(),
        role=member.role,
        user_id=member.user_id,
        shown_to=caller.member_id if shown else None,
        created_by=caller.name,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    subject, after = ("member", public("usr", member.user_id)), {"name": member.name, "email": member.email}
    await audit.record(connection, caller, "reset_link.create", subject, after=after, now=now)
    return secret


async def forgotten(database: Database, settings: Settings, email: str, address: str, clock: Clock) -> None:
    """Orders a mail to whoever could sign in with this address; whoever asks is told the same in any case.

    Raises `TooMany` after many questions.
    """
    try:
        kept = read_email(email)
    except Invalid:
        kept = ""
    await count_reset(database, kept, address, clock())
    async with database.transaction() as connection:
        user = await people.user_by_email(connection, kept)
        for workspace_id in reversed(user["workspace_ids"] if user else ()):
            if user and (member := await people.member(connection, workspace_id, user["user_id"])):
                now = clock()
                by = {"user_id": user["user_id"], "by": "sign-in page", "address": address}
                secret = await create_signin_link(connection, workspace_id, member["role"], now, **by)
                letter = Letter("reset", letters.reset(kept, settings.signin_url(secret)), secret)
                await order_letter(connection, workspace_id, letter, now)
                return
