"""Somebody is invited: made and ordered in one transaction, and mailed after it, as a mail server may take its time."""

from __future__ import annotations

from kenbun.access.callers import Caller, Role
from kenbun.access.invitations import Invitation, invite
from kenbun.alerts.deliveries.letters import Letter, take_in_hand
from kenbun.mail import is_set_up
from kenbun.services import Services
from kenbun.team import letters
from kenbun.team.letters import Posted


async def send_invitation(
    services: Services, caller: Caller, email: str, role: Role
) -> tuple[Invitation, Posted]:
    """Raises `Invalid` for what is no address, `Conflict` for a member."""
    letter = None
    async with services.database.transaction() as connection:
        now = services.clock()
        made, secret = await invite(connection, caller, email, role, now)
        link = services.settings.signin_url(secret)
        if is_set_up(services.settings):
            mail = letters.invitation(made.email, caller.name, caller.workspace_name, link, made.expires_at)
            letter = await take_in_hand(
                connection, caller.workspace_id, Letter("invitation", mail, secret), now
            )
    means = services.worker.means
    return made, await letters.post(services.database, means, caller.workspace_id, letter, link)
