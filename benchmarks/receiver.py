"""A receiver of webhooks that answers at once: a process of its own, as receivers are.

`python -m benchmarks.receiver` writes its port, answers until a line comes on stdin, and then writes as JSON when each
message came (of the clock that all processes share), and whom it was about.
"""

import asyncio
import json
import sys
import time

_ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"

came: list[tuple[float, str]] = []


class _Receiver(asyncio.Protocol):
    def __init__(self) -> None:
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end].lower()
            length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
            if len(self._read) < end + 4 + length:
                return
            body, self._read = self._read[end + 4 : end + 4 + length], self._read[end + 4 + length :]
            came.append((time.monotonic(), body.decode()))
            self._transport.write(_ANSWER)


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Receiver, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    told = [(at, json.loads(body)["lead"]["name"]) for at, body in came]
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
