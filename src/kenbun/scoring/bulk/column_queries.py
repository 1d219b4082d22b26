"""Columns of a SELECT as one value each: see `columns`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Executable, LargeBinary, func

from kenbun.database import BINARY, Connection
from kenbun.scoring.bulk.columns import Column


def whole(column: ColumnElement[Any]) -> ColumnElement[Column]:
    """All values of a column in one; columns of one SELECT come in one order. None of them may be NULL."""
    return func.array_send(func.array_agg(column), type_=LargeBinary)


async def read_whole(connection: Connection, selected: Executable, values: Mapping[str, Any]) -> list[Column]:
    """What a SELECT of whole columns answers."""
    return list((await connection.execute(selected, values, execution_options=BINARY)).one())
