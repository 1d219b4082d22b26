"""The body of a request: unpacked as it streams in, never larger than the limit."""

import zlib
from collections.abc import AsyncIterable

from kenbun.kit.errors import Problem, TooLarge, UnsupportedMedia

MAX_BODY = 10_000_000

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_BARE_DEFLATE = -zlib.MAX_WBITS


async def read_body(chunks: AsyncIterable[bytes], encoding: str) -> bytes:
    """The whole body, unpacked as its Content-Encoding says. Raises `Problem`."""
    match encoding.strip().lower():
        case "" | "identity":
            unpack = None
        case "gzip" | "x-gzip" | "deflate":
            unpack = _Inflate()
        case _:
            raise UnsupportedMedia("Content-Encoding must be gzip, deflate or identity.")
    body = bytearray()
    async for chunk in chunks:
        body += unpack.feed(chunk, MAX_BODY - len(body)) if unpack else chunk
        if len(body) > MAX_BODY:
            raise TooLarge(f"The body is larger than {MAX_BODY // 1_000_000} MB. Send it in parts.")
    if unpack:
        unpack.finish()
    return bytes(body)


class _Inflate:
    """Unpacks gzip (of several members too), zlib and bare deflate; stops right after the limit."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._begun = False

    def feed(self, chunk: bytes, room: int) -> bytes:
        """At most one byte more than there is room for."""
        unpacked = bytearray()
        while chunk and len(unpacked) <= room:
            if self._inflate.eof:
                self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
            unpacked += self._step(chunk, room + 1 - len(unpacked))
            chunk = self._inflate.unconsumed_tail or self._inflate.unused_data
        return bytes(unpacked)

    def _step(self, chunk: bytes, most: int) -> bytes:
        try:
            unpacked = self._inflate.decompress(chunk, most)
        except zlib.error as error:
            if self._begun:
                raise _damaged(error) from None
            self._inflate = zlib.decompressobj(_BARE_DEFLATE)
            try:
                unpacked = self._inflate.decompress(chunk, most)
            except zlib.error:
                raise _damaged(error) from None
        self._begun = True
        return unpacked

    def finish(self) -> None:
        if self._begun and not self._inflate.eof:
            raise Problem("The packed body ends too early.")


def _damaged(error: zlib.error) -> Problem:
    return Problem(f"The body cannot be unpacked: {error}.")
