"""Connecting, to the very address that was looked at: a name that leads elsewhere a moment later leads nowhere."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress

import httpcore

from kenbun.outgoing.addresses import Network, Refused, check

# Half of what the whole attempt may take.
CONNECT_TIMEOUT = 5.0


class GuardedBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """The addresses of the name that may be called, in turn, until one answers. TLS goes on asking for the name's
        certificate."""
        addresses = self._callable(await _addresses(host, port), host)
        # one that says nothing leaves time for the next, and for the answer
        share = min(timeout or CONNECT_TIMEOUT, CONNECT_TIMEOUT) / len(addresses)
        for address in addresses[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._plain.connect_tcp(address, port, share, local_address, socket_options)
        return await self._plain.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    def _callable(self, addresses: list[str], host: str) -> list[str]:
        """At least one. Raises Refused where none may be called."""
        found, refused = [], None
        for address in addresses:
            try:
                check(address, self._allowed)
                found.append(address)
            except Refused as why:
                refused = why
        if not found:
            raise refused or httpcore.ConnectError(f"{host} has no address")
        return found

    async def sleep(self, seconds: float) -> None:
        await self._plain.sleep(seconds)


async def _addresses(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} cannot be looked up: {error}") from None
    return list(dict.fromkeys(str(one[4][0]) for one in found))
