"""Sums into rows of `lead_states`, by COPY in PostgreSQL's binary format: rows of one length, made as one array."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kenbun.database import Connection, copy_in
from kenbun.scoring.bulk.facts import Ids
from kenbun.scoring.bulk.tally import Sums
from kenbun.scoring.inactivity.steps import NEVER
from kenbun.scoring.states_queries import DECAY_COLUMNS, STATE_COLUMNS
from kenbun.scoring.versions import Version

EPOCH = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
_COPY = "COPY lead_states ({}) FROM STDIN (FORMAT BINARY)"
_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_AT_ONCE = 20_000
# type, as NumPy writes it, size, and as PostgreSQL knows it
_INT, _BIG, _DOUBLE = (">i4", 4, 23), (">i8", 8, 20), (">f8", 8, 701)


class _Times(NamedTuple):
    """The columns of a row that can be NULL, or in which of them nothing is."""

    capped_until: Any
    last_active_at: Any
    decayed_until: Any


async def copy_states(
    connection: Connection, workspace_id: UUID, version: Version, at: datetime, ids: Ids, sums: Sums
) -> int:
    """Puts in the states of the leads with any match, and answers how many."""
    columns = [*STATE_COLUMNS, *(DECAY_COLUMNS if sums.course else ())]
    await copy_in(
        connection, _COPY.format(", ".join(columns)), _pieces(workspace_id, version, at, ids, sums, columns)
    )
    return int(np.count_nonzero(sums.matched))


def microseconds(at: datetime) -> int:
    """Since 2000."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _pieces(
    workspace_id: UUID, version: Version, at: datetime, ids: Ids, sums: Sums, columns: list[str]
) -> Iterator[bytes]:
    """By which times are NULL, as a row is shorter by those."""
    yield _SIGNATURE
    never = np.full(len(ids), NEVER)
    times = _Times(sums.capped_until, never, never)
    if sums.course:
        times = _Times(sums.capped_until, sums.course.last_active, sums.course.decayed_until)
    there = [time != NEVER for time in times]
    for kind in product((True, False), repeat=len(there)):
        chosen = sums.matched.copy()
        for is_there, wanted in zip(there, kind, strict=True):
            chosen &= is_there == wanted
        places = np.flatnonzero(chosen)
        for first in range(0, len(places), _AT_ONCE):
            some = places[first : first + _AT_ONCE]
            yield _rows(workspace_id, version, at, ids, sums, columns, times, some, _Times(*kind))
    yield _TRAILER


def _rows(
    workspace_id: UUID,
    version: Version,
    at: datetime,
    ids: Ids,
    sums: Sums,
    columns: list[str],
    times: _Times,
    places: NDArray[np.int64],
    there: _Times,
) -> bytes:
    rows = np.zeros(len(places), _layout(version, columns, there))
    rows["count"] = len(columns)
    for name in ("workspace_id", "version_id", "lead_id"):
        rows[f"{name}.length"] = 16
    rows["workspace_id"] = np.void(workspace_id.bytes)
    rows["version_id"] = np.void(version.version_id.bytes)
    rows["lead_id"]["high"], rows["lead_id"]["low"] = ids.high[places], ids.low[places]
    _put(rows, "as_of", 8, np.full(len(places), microseconds(at)))
    _put_array(rows, "sums", _DOUBLE, [one[places] for one in sums.sums])
    _put(rows, "fading_lines", 4, sums.fading_lines[places])
    _put_array(rows, "cap_periods", _INT, [one[places] for one in sums.cap_periods])
    _put_array(rows, "cap_used", _BIG, [one[places] for one in sums.cap_used])
    if sums.course:
        _put_array(rows, "positive", _DOUBLE, [one[places] for one in sums.course.positive])
    for name in set(_Times._fields) & set(columns):
        rows[f"{name}.length"] = -1
        if getattr(there, name):
            _put(rows, name, 8, getattr(times, name)[places])
    return rows.tobytes()


def _layout(version: Version, columns: list[str], there: _Times) -> np.dtype[np.void]:
    fields: list[tuple[str, object]] = [("count", ">i2")]
    fields += [("workspace_id.length", ">i4"), ("workspace_id", "V16")]
    fields += [("version_id.length", ">i4"), ("version_id", "V16")]
    fields += [("lead_id.length", ">i4"), ("lead_id", [("high", ">u8"), ("low", ">u8")])]
    fields += [("as_of.length", ">i4"), ("as_of", ">i8")]
    fields += [("sums.length", ">i4"), ("sums", _array(_DOUBLE[0], len(version.slots)))]
    fields += [("fading_lines.length", ">i4"), ("fading_lines", ">i4")]
    fields += [("cap_periods.length", ">i4"), ("cap_periods", _array(_INT[0], len(version.capped)))]
    fields += [("cap_used.length", ">i4"), ("cap_used", _array(_BIG[0], len(version.capped)))]
    for name in columns[len(fields) // 2 :]:
        if name == "positive":
            fields += [("positive.length", ">i4"), ("positive", _array(_DOUBLE[0], len(version.slots)))]
        else:
            fields += [(f"{name}.length", ">i4"), *([(name, ">i8")] if getattr(there, name) else [])]
    return np.dtype(fields)


def _array(kind: str, size: int) -> list[tuple[str, object]]:
    """An empty array has no dimension, and so neither a length nor a first index."""
    header: list[tuple[str, object]] = [(name, ">i4") for name in ("dimensions", "flags", "type")]
    if not size:
        return header
    header += [("size", ">i4"), ("first", ">i4")]
    return [*header, ("elements", [("length", ">i4"), ("value", kind)], (size,))]  # type: ignore[list-item]


def _put(rows: NDArray[np.void], name: str, size: int, values: NDArray[np.int64]) -> None:
    rows[f"{name}.length"] = size
    rows[name] = values


def _put_array(
    rows: NDArray[np.void],
    name: str,
    kind: tuple[str, int, int],
    columns: list[NDArray[Any]],
) -> None:
    _, size, oid = kind
    array = rows[name]
    rows[f"{name}.length"] = array.dtype.itemsize
    array["type"] = oid
    if columns:
        array["dimensions"], array["size"], array["first"] = 1, len(columns), 1
        array["elements"]["length"] = size
        array["elements"]["value"] = np.stack(columns, axis=1)
