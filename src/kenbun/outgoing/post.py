"""Posting something and reading the beginning of the answer, within ten seconds. Redirects are answers like others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kenbun.outgoing.addresses import Network, Refused

if TYPE_CHECKING:
    import httpcore

    from kenbun.outgoing.connections import Connections

WHOLE_TIMEOUT = 10.0
MOST_READ = 64 * 1024


class NotReached(Exception):
    """No answer; the message says why, in words for an admin."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` is what came within bounds. Whoever answers a status and then never ends has answered that."""

    status: int
    text: str
    retry_after: str | None = None

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


class Outgoing:
    """Keeps connections for half a minute, so that many messages to one host cost one handshake."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self.allowed = allowed
        self._connections: Connections | None = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises Refused and NotReached."""
        # Only here: a process that sends nothing does without the library's memory.
        import httpcore  # noqa: PLC0415

        try:
            return await self._answer(url, body, headers)
        except TimeoutError:
            raise NotReached(f"No answer within {WHOLE_TIMEOUT:.0f} seconds.") from None
        except Refused:
            raise
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            said = " ".join(str(error).split()) or type(error).__name__
            raise NotReached(f"The connection failed: {said[:300]}") from None

    async def close(self, *, expired_only: bool = False) -> None:
        """Connections that nobody uses; by far the most expire before."""
        if self._connections:
            await self._connections.close(expired_only=expired_only)

    async def _answer(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        import httpcore  # noqa: PLC0415

        request = httpcore.Request("POST", url, headers=_headers(url, body, headers), content=body)
        head: httpcore.Response | None = None
        came = bytearray()
        try:
            async with asyncio.timeout(WHOLE_TIMEOUT), self._open().response(request) as head:
                async for piece in head.aiter_stream():
                    came += piece
                    if len(came) >= MOST_READ:
                        break
        except Exception:
            # a body that breaks off, or trickles: what it was about had been answered
            if head is None:
                raise
        assert head is not None
        after = next((value for name, value in head.headers if name.lower() == b"retry-after"), None)
        text = bytes(came[:MOST_READ]).decode("utf-8", "replace")
        return Answer(head.status, text, after.decode("latin-1") if after else None)

    def _open(self) -> Connections:
        if self._connections is None:
            from kenbun.outgoing.connections import Connections  # noqa: PLC0415 - it needs the library

            self._connections = Connections(self.allowed)
        return self._connections


def _headers(url: str, body: bytes, headers: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        ("host", urlsplit(url).netloc),
        ("user-agent", "kenbun"),
        ("accept-encoding", "identity"),
        ("content-length", str(len(body))),
        *headers.items(),
    ]
