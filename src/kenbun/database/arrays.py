"""Lists of one plain type as PostgreSQL arrays, in text, quickly.

psycopg writes every element by itself and looks through it for what must be quoted; with a batch's columns handed
over as lists that was a third of the pipeline's time. Whatever is not plain here, psycopg goes on writing.
"""

from collections.abc import Callable
from datetime import datetime
from types import NoneType
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.array import ListDumper


def _texts(values: list[str]) -> str:
    joined = '","'.join(values)
    if "\\" in joined or joined.count('"') > 2 * (len(values) - 1):
        joined = '","'.join([value.replace("\\", "\\\\").replace('"', '\\"') for value in values])
    return f'"{joined}"'


# None of these but text holds anything that means something within an array.
_WRITERS: dict[type, Callable[[list[Any]], str]] = {
    UUID: lambda values: ",".join([f"{value.int:032x}" for value in values]),
    datetime: lambda values: ",".join([value.isoformat() for value in values]),
    int: lambda values: ",".join(map(str, values)),
    float: lambda values: ",".join(map(repr, values)),
    str: _texts,
}


class QuickListDumper(ListDumper):
    def dump(self, obj: list[Any]) -> Any:
        kinds = set(map(type, obj))
        missing = NoneType in kinds
        kinds.discard(NoneType)
        write = _WRITERS.get(kinds.pop()) if len(kinds) == 1 else None
        if write is None:
            return super().dump(obj)
        elements = (
            ",".join(["NULL" if one is None else write([one]) for one in obj]) if missing else write(obj)
        )
        # libpq would end the text there; psycopg refuses it
        return super().dump(obj) if "\0" in elements else f"{{{elements}}}".encode()


def install() -> None:
    """For every connection made from now on."""
    psycopg.adapters.register_dumper(list, QuickListDumper)
