"""Links on their way to those whom they are for: by mail, else by the admin who made them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.alerts.channels.kind import Means
from kenbun.alerts.deliveries.claim import Claimed
from kenbun.alerts.deliveries.letters import send_letter
from kenbun.database import Database
from kenbun.mail import Mail

NO_SERVER = "No mail server is set up."


@dataclass(frozen=True, slots=True)
class Posted:
    """`link` is None where it has been mailed: then nobody else need see it; else `reason` says why it was not, and
    `tried_again` whether it still may be, within a day."""

    mailed: bool
    link: str | None
    reason: str | None
    tried_again: bool = False


async def post(
    database: Database, means: Means, workspace_id: UUID, letter: Claimed | None, link: str
) -> Posted:
    """Holds no connection to the database: a mail server may take its time. No letter: there is no such server."""
    if letter is None:
        return Posted(False, link, NO_SERVER)
    outcome = await send_letter(database, means, workspace_id, letter)
    if outcome.arrived:
        return Posted(True, None, None)
    return Posted(False, link, outcome.answer, tried_again=not outcome.lasting)


def invitation(email: str, inviter: str, workspace: str, link: str, until: datetime) -> Mail:
    return Mail(
        email,
        f"{inviter} invites you to {workspace} on kenbun",
        f"""{inviter} invites you to the workspace {workspace} on kenbun, which tells sales and marketing
whom to talk to now, and why.

Set your password and enter here:

{link}

The link is good for one use, until {until:%-d %B %Y, %H:%M} UTC. If you did not expect it, ignore this mail.
""",
    )


def reset(email: str, link: str) -> Mail:
    return Mail(
        email,
        "Set a new password for kenbun",
        f"""Somebody, you we hope, has asked for a new password for this address on kenbun.

Set it here:

{link}

The link is good for one use, for 24 hours. If it was not you, ignore this mail: your password stays as it is.
""",
    )
