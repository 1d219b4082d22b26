"""Somebody is invited: made in one transaction, and mailed after it, as a mail server may take its time."""

from __future__ import annotations

from kenbun.access import letters
from kenbun.access.callers import Caller, Role
from kenbun.access.invitations import Invitation, invite
from kenbun.access.letters import Posted
from kenbun.services import Services


async def send_invitation(
    services: Services, caller: Caller, email: str, role: Role
) -> tuple[Invitation, Posted]:
    """Raises `Invalid` for what is no address, `Conflict` for a member."""
    async with services.database.transaction() as connection:
        made, secret = await invite(connection, caller, email, role, services.clock())
    link = services.settings.signin_url(secret)
    letter = letters.invitation(made.email, caller.name, caller.workspace_name, link, made.expires_at)
    return made, await letters.post(services.settings, letter, link, services.clock)
