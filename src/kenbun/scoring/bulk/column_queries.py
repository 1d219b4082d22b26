"""A column of a SELECT as one value: see `columns`."""

from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, func

from kenbun.scoring.bulk.columns import Column


def whole(column: ColumnElement[Any]) -> ColumnElement[Column]:
    """All values of a column in one; columns of one SELECT come in one order. None of them may be NULL."""
    return func.array_send(func.array_agg(column), type_=LargeBinary)
