"""Lists of one plain type as PostgreSQL arrays, quickly.

psycopg writes every element by itself and looks through it for what must be quoted; with a batch's columns handed
over as lists that was a third of the pipeline's time. Ids and times go in binary, which takes a third of the time of
text, and of PostgreSQL less, too; numbers, truth, bytes and texts as text. Whatever is not plain here, psycopg goes on
writing.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from struct import Struct
from types import NoneType
from typing import Any
from uuid import UUID

import psycopg
from psycopg.abc import PyFormat
from psycopg.pq import Format
from psycopg.types.array import BaseListDumper, ListDumper


def _texts(values: list[str]) -> str:
    joined = '","'.join(values)
    if "\\" in joined or joined.count('"') > 2 * (len(values) - 1):
        joined = '","'.join([value.replace("\\", "\\\\").replace('"', '\\"') for value in values])
    return f'"{joined}"'


def _bytes(values: list[bytes]) -> str:
    joined = '","\\\\x'.join([value.hex() for value in values])
    return f'"\\\\x{joined}"'


# None of these but text holds anything that means something within an array.
_WRITERS: dict[type, Callable[[list[Any]], str]] = {
    bool: lambda values: ",".join(["t" if value else "f" for value in values]),
    bytes: _bytes,
    int: lambda values: ",".join(map(str, values)),
    float: lambda values: ",".join(map(repr, values)),
    str: _texts,
}

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# dimensions, whether any is missing, the elements' type, how many, the first one's number
_HEADER = Struct(">iiIii")
_MISSING = b"\xff\xff\xff\xff"


def _microseconds(at: datetime) -> bytes:
    since = at - _EPOCH
    whole = since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds
    return whole.to_bytes(8, "big", signed=True)


class _PackedDumper(BaseListDumper):
    """An array in binary: a header, then of each element its length and its bytes."""

    format = Format.BINARY
    element_oid = 0  # dumped here, by no dumper of elements
    of: int
    length: bytes

    def dump(self, obj: list[Any]) -> bytes:
        missing = _lacks_any(obj)
        header = _HEADER.pack(1, missing, self.of, len(obj), 1)
        if missing:
            return header + b"".join(
                [_MISSING if one is None else self.length + self.packed([one])[0] for one in obj]
            )
        return header + self.length + self.length.join(self.packed(obj))

    def packed(self, values: list[Any]) -> list[bytes]:
        raise NotImplementedError


class _IdsDumper(_PackedDumper):
    oid, of, length = 2951, 2950, b"\0\0\0\x10"

    def packed(self, values: list[UUID]) -> list[bytes]:
        return [value.int.to_bytes(16, "big") for value in values]


class _TimesDumper(_PackedDumper):
    """Of instants alone: a time without a zone is refused."""

    oid, of, length = 1185, 1184, b"\0\0\0\x08"

    def packed(self, values: list[datetime]) -> list[bytes]:
        return [_microseconds(value) for value in values]


_PACKED: dict[type, type[_PackedDumper]] = {UUID: _IdsDumper, datetime: _TimesDumper}


class QuickListDumper(ListDumper):
    def get_key(self, obj: list[Any], format: PyFormat) -> Any:  # noqa: A002 - psycopg's name
        kind = _kind(obj)
        return (list, kind) if kind in _PACKED else super().get_key(obj, format)

    def upgrade(self, obj: list[Any], format: PyFormat) -> BaseListDumper:  # noqa: A002
        packed = _PACKED.get(_kind(obj))
        return packed(list, self._tx) if packed else super().upgrade(obj, format)

    def dump(self, obj: list[Any]) -> Any:
        write = _WRITERS.get(_kind(obj))
        if write is None:
            return super().dump(obj)
        elements = write(obj) if not _lacks_any(obj) else _with_gaps(obj, write)
        # libpq would end the text there; psycopg refuses it
        return super().dump(obj) if "\0" in elements else f"{{{elements}}}".encode()


def _with_gaps(values: list[Any], write: Callable[[list[Any]], str]) -> str:
    return ",".join(["NULL" if one is None else write([one]) for one in values])


def _lacks_any(values: list[Any]) -> bool:
    """By type, since `in` would compare each element."""
    return NoneType in set(map(type, values))


def _kind(values: list[Any]) -> type:
    """The one type of all elements but those that are missing; NoneType if there is none such."""
    kinds = set(map(type, values)) - {NoneType}
    return kinds.pop() if len(kinds) == 1 else NoneType


def install() -> None:
    """For every connection made from now on."""
    psycopg.adapters.register_dumper(list, QuickListDumper)
