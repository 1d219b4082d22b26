from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.database import Connection
from kenbun.levels.dimensions import SCORED, Dimension


async def extent(connection: Connection, workspace_id: UUID, dimension: Dimension) -> tuple[int, int]:
    """The lowest score, and the one that 99 of 100 leads or accounts do not exceed."""
    row = (await connection.execute(_extent(dimension), {"workspace_id": workspace_id})).one()
    return row.lowest or 0, row.high or 0


async def counts(
    connection: Connection, workspace_id: UUID, dimension: Dimension, width: int, first: int, last: int
) -> dict[int, int]:
    """By the place of the bar; what lies beyond the first or last one counts there."""
    values = {"workspace_id": workspace_id, "width": width, "first": first, "last": last}
    rows = await connection.execute(_counts(dimension), values)
    return {row.place: row.size for row in rows}


@lru_cache
def _extent(dimension: Dimension) -> TextClause:
    scored = SCORED[dimension]
    return text(f"""
        SELECT min({scored.column}) AS lowest,
               percentile_disc(0.99) WITHIN GROUP (ORDER BY {scored.column}) AS high
        FROM {scored.table} WHERE workspace_id = :workspace_id
    """)  # noqa: S608 - our own names


@lru_cache
def _counts(dimension: Dimension) -> TextClause:
    scored = SCORED[dimension]
    place = f"floor({scored.column} / cast(:width AS numeric))"
    return text(f"""
        SELECT cast(least(greatest({place}, :first), :last) AS bigint) AS place, count(*) AS size
        FROM {scored.table} WHERE workspace_id = :workspace_id
        GROUP BY 1
    """)  # noqa: S608 - our own names
