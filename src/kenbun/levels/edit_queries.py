from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, insert, text

from kenbun.database import Connection
from kenbun.kit.paging import Paging
from kenbun.levels.bands import Bands
from kenbun.levels.dimensions import SCORED, Dimension
from kenbun.levels.ranges import Range
from kenbun.levels.tables import level_sets

_RETIRE = text("""
    UPDATE level_sets SET in_force_to = :now
    WHERE workspace_id = :workspace_id AND dimension = :dimension AND in_force_to IS NULL
""")

_LATEST_VERSION = text("""
    SELECT coalesce(max(version), 0) FROM level_sets WHERE workspace_id = :workspace_id AND dimension = :dimension
""")

_VERSION = text("""
    SELECT bands FROM level_sets
    WHERE workspace_id = :workspace_id AND dimension = :dimension AND version = :version
""")

_VERSIONS = text("""
    SELECT version, bands, in_force_from, in_force_to, created_by, restored_from, count(*) OVER () AS total
    FROM level_sets
    WHERE workspace_id = :workspace_id AND dimension = :dimension
    ORDER BY version DESC LIMIT :limit OFFSET :offset
""")

_COUNT_VERSIONS = text("""
    SELECT count(*) FROM level_sets WHERE workspace_id = :workspace_id AND dimension = :dimension
""")


async def latest_version(connection: Connection, workspace_id: UUID, dimension: Dimension) -> int:
    """0 where there never were any bands."""
    found = await connection.execute(_LATEST_VERSION, {"workspace_id": workspace_id, "dimension": dimension})
    return int(found.scalar_one())


async def replace_bands(
    connection: Connection,
    workspace_id: UUID,
    dimension: Dimension,
    bands: Bands,
    now: datetime,
    *,
    by: str,
    restored_from: int | None,
) -> int:
    """Ends the version in force and puts these bands in its place; answers the new version's number."""
    version = await latest_version(connection, workspace_id, dimension) + 1
    place = {"workspace_id": workspace_id, "dimension": dimension}
    await connection.execute(_RETIRE, place | {"now": now})
    await connection.execute(
        insert(level_sets).values(
            **place,
            version=version,
            bands=json.loads(json.dumps([band.shown() for band in bands.bands])),
            in_force_from=now,
            created_by=by,
            restored_from=restored_from,
        )
    )
    return version


async def version_bands(
    connection: Connection, workspace_id: UUID, dimension: Dimension, version: int
) -> Bands | None:
    values = {"workspace_id": workspace_id, "dimension": dimension, "version": version}
    found = (await connection.execute(_VERSION, values)).scalar()
    return None if found is None else Bands.read(found)


async def versions(
    connection: Connection, workspace_id: UUID, dimension: Dimension, paging: Paging
) -> tuple[Sequence[Row[Any]], int]:
    """The latest first, and how many there are."""
    place = {"workspace_id": workspace_id, "dimension": dimension}
    page = {"limit": paging.limit, "offset": paging.offset}
    rows = (await connection.execute(_VERSIONS, place | page)).all()
    total = rows[0].total if rows else (await connection.execute(_COUNT_VERSIONS, place)).scalar_one()
    return rows, int(total)


async def count_in(
    connection: Connection, workspace_id: UUID, dimension: Dimension, ranges: Sequence[Range]
) -> list[int]:
    """How many leads or accounts have a score in each of these ranges."""
    rows = await connection.execute(_count(dimension), {"workspace_id": workspace_id, **_bounds(ranges)})
    counts = {row.place: row.size for row in rows}
    return [counts.get(place, 0) for place in range(1, len(ranges) + 1)]


async def add_moves(
    connection: Connection,
    workspace_id: UUID,
    dimension: Dimension,
    ranges: Sequence[Range],
    now: datetime,
) -> int:
    """A row for each lead or account whose level moves; answers how many."""
    if not ranges:
        return 0
    values = {
        "workspace_id": workspace_id,
        "dimension": dimension,
        "subject": SCORED[dimension].subject,
        "now": now,
        "from_levels": [one.from_level for one in ranges],
        "to_levels": [one.to_level for one in ranges],
        **_bounds(ranges),
    }
    return (await connection.execute(_move(dimension), values)).rowcount


def _bounds(ranges: Sequence[Range]) -> dict[str, list[int]]:
    return {"lows": [one.low for one in ranges], "highs": [one.high for one in ranges]}


@lru_cache
def _count(dimension: Dimension) -> TextClause:
    scored = SCORED[dimension]
    return text(f"""
        SELECT t.place, count(*) AS size
        FROM {scored.table} s
        JOIN unnest(cast(:lows AS bigint[]), cast(:highs AS bigint[])) WITH ORDINALITY AS t (low, high, place)
          ON s.{scored.column} BETWEEN t.low AND t.high
        WHERE s.workspace_id = :workspace_id
        GROUP BY t.place
    """)  # noqa: S608 - our own names


@lru_cache
def _move(dimension: Dimension) -> TextClause:
    scored = SCORED[dimension]
    return text(f"""
        INSERT INTO level_changes (workspace_id, subject, subject_id, dimension, from_level, to_level, score,
                                   changed_at, cause)
        SELECT :workspace_id, :subject, s.{scored.key}, :dimension, t.from_level, t.to_level, s.{scored.column},
               :now, 'levels'
        FROM {scored.table} s
        JOIN unnest(cast(:lows AS bigint[]), cast(:highs AS bigint[]), cast(:from_levels AS text[]),
                    cast(:to_levels AS text[])) AS t (low, high, from_level, to_level)
          ON s.{scored.column} BETWEEN t.low AND t.high
        WHERE s.workspace_id = :workspace_id
    """)  # noqa: S608 - our own names
