"""Connecting, to the very address that was looked at: a name that leads elsewhere a moment later leads nowhere."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable, Sequence

import httpcore

from kenbun.outgoing.addresses import Network, Refused, check


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
        """The first address of the name that may be called. TLS goes on asking for the name's certificate."""
        refused: Refused | None = None
        for address in await _addresses(host, port):
            try:
                check(address, self._allowed)
            except Refused as found:
                refused = found
                continue
            return await self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
        raise refused or httpcore.ConnectError(f"{host} has no address")

    async def sleep(self, seconds: float) -> None:
        await self._plain.sleep(seconds)


async def _addresses(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} cannot be looked up: {error}") from None
    return list(dict.fromkeys(str(one[4][0]) for one in found))
