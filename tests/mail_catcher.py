"""A mail server of our own: keeps what it is sent, and answers as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Catcher:
    """`user` and `password` are what it lets in, where somebody signs in."""

    port: int = 0
    user: str = "me@acme.com"
    password: str = "a b/c"
    answer: str = "250 OK"
    recipient_answer: str = "250 OK"
    slow: float = 0
    caught: list[EmailMessage] = field(default_factory=list)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def mails(self, count: int = 1) -> list[EmailMessage]:
        """So many of them, as soon as they have come."""
        async with asyncio.timeout(10):
            while len(self.caught) < count:
                self._came.clear()
                await self._came.wait()
        return self.caught

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.slow)
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.caught.append(message)
        self._came.set()
        return self.answer

    def authenticate(self, *said: Any) -> AuthResult:
        known = (said[-1].login, said[-1].password) == (self.user.encode(), self.password.encode())
        return AuthResult(success=known, handled=False)


@asynccontextmanager
async def catching() -> AsyncIterator[Catcher]:
    """In the loop of the test."""
    kept = Catcher()

    def speak() -> SMTP:
        return SMTP(
            kept,
            hostname="mail",
            authenticator=kept.authenticate,
            auth_require_tls=False,
            enable_SMTPUTF8=True,
        )

    server = await asyncio.get_running_loop().create_server(speak, "127.0.0.1", 0)
    kept.port = server.sockets[0].getsockname()[1]
    yield kept
    server.close()


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())
