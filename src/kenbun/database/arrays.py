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


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# None of these but text holds anything that means something within an array.
_WRITERS: dict[type, Callable[[Any], str]] = {
    UUID: lambda value: value.hex,
    datetime: datetime.isoformat,
    int: str,
    float: repr,
    str: _quoted,
}


class QuickListDumper(ListDumper):
    def dump(self, obj: list[Any]) -> Any:
        kinds = set(map(type, obj))
        kinds.discard(NoneType)
        write = _WRITERS.get(kinds.pop()) if len(kinds) == 1 else None
        if write is None:
            return super().dump(obj)
        text = "{" + ",".join(["NULL" if one is None else write(one) for one in obj]) + "}"
        # libpq would end the text there; psycopg refuses it
        return super().dump(obj) if "\0" in text else text.encode()


def install() -> None:
    """For every connection made from now on."""
    psycopg.adapters.register_dumper(list, QuickListDumper)
