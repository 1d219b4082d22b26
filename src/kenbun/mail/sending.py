"""Handing a mail to the SMTP server, within bounds of time, with one error for whatever goes wrong."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote, urlsplit

from kenbun.kit.clock import Clock, system_clock
from kenbun.mail.message import Mail
from kenbun.settings import Settings

_STEP_TIMEOUT = 8.0
_WHOLE_TIMEOUT = 15.0
_PORTS = {"smtp": 25, "smtps": 465}
_LONGEST_REASON = 300


class NotSent(Exception):
    """The mail has not been accepted; the message says why, in words for an admin.

    `lasting` where the server refused it for good, so that trying again would be of no use; `status` is the
    server's code, None where it did not come to an answer.
    """

    def __init__(self, reason: str, *, status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status

    @property
    def lasting(self) -> bool:
        return self.status is not None and 500 <= self.status < 600


def is_set_up(settings: Settings) -> bool:
    """Without a server nothing can be mailed: links are then shown to the admin who makes them."""
    return settings.smtp_url is not None


async def send(settings: Settings, message: Mail, clock: Clock = system_clock) -> None:
    """Returns once the server has taken the mail over. Raises `NotSent`, after 15 seconds at the latest."""
    if settings.smtp_url is None:
        raise NotSent("No mail server is set up: KENBUN_SMTP_URL names one.")
    # Only here: a process that sends no mail does without the libraries' memory.
    from email.utils import parseaddr  # noqa: PLC0415

    import aiosmtplib  # noqa: PLC0415

    try:
        sender = parseaddr(settings.sender)[1]
        plain = (sender + message.to).isascii()
        written = message.on_the_wire(settings.sender, clock(), plain=plain)
        async with asyncio.timeout(_WHOLE_TIMEOUT):
            await aiosmtplib.send(
                written,
                sender=sender,
                recipients=[message.to],
                mail_options=[] if plain else ["SMTPUTF8"],
                **_server(settings.smtp_url),
            )
    except aiosmtplib.SMTPRecipientsRefused as refused:
        first = refused.recipients[0]
        raise NotSent(_told(f"{first.code} {first.message}"), status=first.code) from None
    except aiosmtplib.SMTPResponseException as answer:
        raise NotSent(_told(f"{answer.code} {answer.message}"), status=answer.code) from None
    except TimeoutError:
        raise NotSent("The mail server did not answer in time.") from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise NotSent(_told(f"The mail server cannot be reached: {error}")) from None
    except (ValueError, UnicodeError) as error:
        # an address or a header that no mail can have
        raise NotSent(_told(f"This cannot be written as a mail: {error}"), status=550) from None


def _server(url: str) -> dict[str, Any]:
    """A password goes over the wire encrypted alone, but for one to this machine."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    named = {"username": unquote(parts.username)} if parts.username else {}
    if parts.password is not None:
        named["password"] = unquote(parts.password)
    here = host in {"localhost", "127.0.0.1", "::1"}
    return {
        "hostname": host,
        "port": parts.port or _PORTS[parts.scheme],
        "use_tls": parts.scheme == "smtps",
        # None: if the server offers it; True: it must
        "start_tls": True if named and not here and parts.scheme == "smtp" else None,
        "validate_certs": not here,
        "timeout": _STEP_TIMEOUT,
        **named,
    }


def _told(reason: str) -> str:
    line = " ".join(reason.split())
    return line if len(line) <= _LONGEST_REASON else line[: _LONGEST_REASON - 1] + "…"
