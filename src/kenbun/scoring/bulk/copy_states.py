"""Sums into rows of `lead_states`, by COPY in PostgreSQL's binary format: rows of one length, made as one array."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kenbun.database import Connection, copy_in
from kenbun.scoring.bulk.facts import Ids
from kenbun.scoring.bulk.tally import NEVER, Sums
from kenbun.scoring.states_queries import STATE_COLUMNS
from kenbun.scoring.versions import Version

EPOCH = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
_COPY = f"COPY lead_states ({', '.join(STATE_COLUMNS)}) FROM STDIN (FORMAT BINARY)"
_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_AT_ONCE = 20_000
# type, as NumPy writes it, size, and as PostgreSQL knows it
_INT, _BIG, _DOUBLE = (">i4", 4, 23), (">i8", 8, 20), (">f8", 8, 701)


async def copy_states(
    connection: Connection, workspace_id: UUID, version: Version, at: datetime, ids: Ids, sums: Sums
) -> int:
    """Puts in the states of the leads with any match, and answers how many."""
    with_cap = sums.matched & (sums.capped_until != NEVER)
    without = sums.matched & (sums.capped_until == NEVER)
    await copy_in(connection, _COPY, _pieces(workspace_id, version, at, ids, sums, [with_cap, without]))
    return int(np.count_nonzero(sums.matched))


def microseconds(at: datetime) -> int:
    """Since 2000."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _pieces(
    workspace_id: UUID,
    version: Version,
    at: datetime,
    ids: Ids,
    sums: Sums,
    kinds: list[NDArray[np.bool_]],
) -> Iterator[bytes]:
    """Of those with a match of a capped rule and those without: a row is shorter by the time that is NULL."""
    yield _SIGNATURE
    for is_capped, chosen in zip((True, False), kinds, strict=True):
        places = np.flatnonzero(chosen)
        for first in range(0, len(places), _AT_ONCE):
            yield _rows(workspace_id, version, at, ids, sums, places[first : first + _AT_ONCE], is_capped)
    yield _TRAILER


def _rows(
    workspace_id: UUID,
    version: Version,
    at: datetime,
    ids: Ids,
    sums: Sums,
    places: NDArray[np.int64],
    is_capped: bool,
) -> bytes:
    rows = np.zeros(len(places), _layout(version, is_capped))
    rows["count"] = len(STATE_COLUMNS)
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
    rows["capped_until.length"] = -1
    if is_capped:
        _put(rows, "capped_until", 8, sums.capped_until[places])
    return rows.tobytes()


def _layout(version: Version, is_capped: bool) -> np.dtype[np.void]:
    fields: list[tuple[str, object]] = [("count", ">i2")]
    fields += [("workspace_id.length", ">i4"), ("workspace_id", "V16")]
    fields += [("version_id.length", ">i4"), ("version_id", "V16")]
    fields += [("lead_id.length", ">i4"), ("lead_id", [("high", ">u8"), ("low", ">u8")])]
    fields += [("as_of.length", ">i4"), ("as_of", ">i8")]
    fields += [("sums.length", ">i4"), ("sums", _array(_DOUBLE[0], len(version.slots)))]
    fields += [("fading_lines.length", ">i4"), ("fading_lines", ">i4")]
    fields += [("cap_periods.length", ">i4"), ("cap_periods", _array(_INT[0], len(version.capped)))]
    fields += [("cap_used.length", ">i4"), ("cap_used", _array(_BIG[0], len(version.capped)))]
    fields += [("capped_until.length", ">i4"), *([("capped_until", ">i8")] if is_capped else [])]
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
