"""Posting something and reading the beginning of the answer, within ten seconds. Redirects are answers like others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kenbun.outgoing.addresses import Network, Refused

if TYPE_CHECKING:
    import httpcore

WHOLE_TIMEOUT = 10.0
MOST_READ = 64 * 1024
_MOST_CONNECTIONS = 100
_KEPT_FOR = 30.0


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
        self._allowed = allowed
        self._pool: httpcore.AsyncConnectionPool | None = None

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

    async def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool:
            await pool.aclose()

    async def _answer(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        sent = {"user-agent": "kenbun", "accept-encoding": "identity", **headers}
        head: httpcore.Response | None = None
        came = bytearray()
        try:
            async with (
                asyncio.timeout(WHOLE_TIMEOUT),
                self._open().stream("POST", url, headers=list(sent.items()), content=body) as head,
            ):
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

    def _open(self) -> httpcore.AsyncConnectionPool:
        if self._pool is None:
            import httpcore  # noqa: PLC0415

            from kenbun.outgoing.backend import GuardedBackend  # noqa: PLC0415 - it needs the library

            self._pool = httpcore.AsyncConnectionPool(
                max_connections=_MOST_CONNECTIONS,
                max_keepalive_connections=_MOST_CONNECTIONS // 2,
                keepalive_expiry=_KEPT_FOR,
                network_backend=GuardedBackend(self._allowed),
            )
        return self._pool
