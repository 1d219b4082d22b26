"""Connections that are kept for a while, by host. httpcore's own pool looks through all of them for each request, and
then through them for each of them: with a hundred under way that was four fifths of the time that sending took."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import certifi
import httpcore

from kenbun.outgoing.addresses import Network
from kenbun.outgoing.backend import GuardedBackend

_KEPT_FOR = 30.0
_MOST_IDLE = 50


class Connections:
    def __init__(self, allowed: Sequence[Network]) -> None:
        self._backend = GuardedBackend(allowed)
        self._idle: list[httpcore.AsyncHTTPConnection] = []
        self._trusted: ssl.SSLContext | None = None

    @asynccontextmanager
    async def response(self, request: httpcore.Request) -> AsyncIterator[httpcore.Response]:
        """Its connection is kept where the answer was read to its end."""
        connection = self._take(request.url.origin)
        try:
            response = await connection.handle_async_request(request)
            try:
                yield response
            finally:
                await response.aclose()
        finally:
            if connection.is_available() and len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
            else:
                await connection.aclose()

    async def close(self, *, expired_only: bool = False) -> None:
        closing = [one for one in self._idle if not expired_only or one.has_expired()]
        self._idle = [one for one in self._idle if one not in closing]
        for one in closing:
            await one.aclose()

    def _take(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection:
        """The one used last is the likeliest to be open still."""
        for place in range(len(self._idle) - 1, -1, -1):
            one = self._idle[place]
            if one.can_handle_request(origin) and not one.has_expired():
                return self._idle.pop(place)
        return httpcore.AsyncHTTPConnection(
            origin,
            ssl_context=self._certificates() if origin.scheme == b"https" else None,
            keepalive_expiry=_KEPT_FOR,
            network_backend=self._backend,
        )

    def _certificates(self) -> ssl.SSLContext:
        """Read once: it takes some milliseconds and a megabyte."""
        if self._trusted is None:
            self._trusted = ssl.create_default_context()
            self._trusted.load_verify_locations(certifi.where())
        return self._trusted
