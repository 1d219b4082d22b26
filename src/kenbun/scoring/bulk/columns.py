"""Whole columns out of the database: rows would each cost as much in Python as all that is done with them.

PostgreSQL sends an array as dimensions, flags, type, length and first index, then each value after its length.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenbun.scoring.bulk.facts import Ids

Column = bytes | None
"""None is a column without rows."""

_HEADER = 20


def integers(column: Column, kind: str) -> NDArray[np.int64]:
    """`kind` as NumPy writes it: `>i4`, `>i8`. Times come in microseconds, dates in days since 2000."""
    return _values(column, [("value", kind)])["value"].astype(np.int64)


def doubles(column: Column) -> NDArray[np.float64]:
    return _values(column, [("value", ">f8")])["value"].astype(np.float64)


def ids(column: Column) -> Ids:
    values = _values(column, [("high", ">u8"), ("low", ">u8")])
    return Ids(values["high"].astype(np.uint64), values["low"].astype(np.uint64))


def _values(column: Column, fields: list[tuple[str, str]]) -> NDArray[Any]:
    layout = np.dtype([("length", ">i4"), *fields])
    return np.frombuffer(column or b"", layout, offset=_HEADER if column else 0)
