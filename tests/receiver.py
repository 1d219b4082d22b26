"""Somebody else's server, in the loop of the test: keeps what it is sent, and answers as it is told, well or badly."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

HANG = "hang"
RESET = "reset"
ENDLESS = "endless"
TRICKLE = "trickle"
GARBAGE = "garbage"


class Received(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """`answers` are taken in turn, then it is always `otherwise`: a status, one with headers, or a way to fail."""

    port: int = 0
    answers: deque[Any] = field(default_factory=deque)
    otherwise: Any = 200
    text: str = "thanks"
    slow: float = 0
    received: list[Received] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await self._one(reader, writer):
                pass
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            self.received.append(Received(first.split()[1], headers, body))
            if self.slow and not await self._wait(reader):
                return False
            return await self._answer(
                self.answers.popleft() if self.answers else self.otherwise, reader, writer
            )
        finally:
            self.at_once -= 1

    async def _wait(self, reader: asyncio.StreamReader) -> bool:
        """Whether the other side is still there after that."""
        try:
            async with asyncio.timeout(self.slow):
                await reader.read(1)
        except TimeoutError:
            return True
        return False

    async def _answer(self, answer: Any, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if answer == HANG:
            await reader.read()  # until the other side has had enough
        elif answer == RESET:
            writer.transport.abort()
        elif answer == GARBAGE:
            writer.write(b"\x00\x01 not http\r\n\r\n")
        elif answer in (ENDLESS, TRICKLE):
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n" if answer == ENDLESS else b"1\r\nx\r\n")
                await writer.drain()
                if answer == TRICKLE:
                    await asyncio.sleep(0.1)
        else:
            status, more = answer if isinstance(answer, tuple) else (answer, {})
            text = self.text.encode()
            lines = "".join(f"{name}: {value}\r\n" for name, value in more.items())
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(text)}\r\n{lines}\r\n".encode() + text)
            await writer.drain()
            return True
        return False


@asynccontextmanager
async def receiving(host: str = "127.0.0.1") -> AsyncIterator[Receiver]:
    kept = Receiver()
    server = await asyncio.start_server(kept.serve, host, 0)
    kept.port = server.sockets[0].getsockname()[1]
    yield kept
    server.close()
