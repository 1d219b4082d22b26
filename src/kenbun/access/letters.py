"""Links on their way to those whom they are for: by mail, else by the admin who made them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kenbun.kit.clock import Clock
from kenbun.mail import Mail, NotSent, is_set_up, send
from kenbun.settings import Settings

NO_SERVER = "No mail server is set up."


@dataclass(frozen=True, slots=True)
class Posted:
    """`link` is None where it has been mailed: then nobody else need see it; else `reason` says why it was not."""

    mailed: bool
    link: str | None
    reason: str | None


async def post(settings: Settings, letter: Mail, link: str, clock: Clock) -> Posted:
    """Holds no connection to the database: a mail server may take its time."""
    if not is_set_up(settings):
        return Posted(False, link, NO_SERVER)
    try:
        await send(settings, letter, clock)
    except NotSent as failure:
        return Posted(False, link, failure.reason)
    return Posted(True, None, None)


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
