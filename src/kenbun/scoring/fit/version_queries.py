"""Which versions of profile and account rulesets are in force, are being built, or were in force when."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.scoring.fit.rules import FitDimension, FitRule
from kenbun.scoring.fit.versions import FitVersion
from kenbun.scoring.version_queries import PRIMARY_AT
from kenbun.scoring.versions import read_rules

_SELECT = """
    SELECT v.version_id, v.ruleset_id, v.rules, v.time_zone, v.negative_scores, r.dimension,
           {is_primary} AS is_primary
    FROM ruleset_versions v
    JOIN rulesets r ON r.workspace_id = v.workspace_id AND r.ruleset_id = v.ruleset_id
    WHERE v.workspace_id = :workspace_id AND {which}
    ORDER BY is_primary DESC, v.version_id
"""
_IN_FORCE = text(
    _SELECT.format(is_primary="r.is_primary", which="r.dimension = :dimension AND v.state = 'in_force'")
)
_IN_FORCE_AT = text(
    _SELECT.format(
        is_primary=PRIMARY_AT,
        which="""r.dimension = :dimension
      AND v.in_force_from <= :at AND (v.in_force_to IS NULL OR v.in_force_to > :at)""",
    )
)
_ONE = text(_SELECT.format(is_primary="r.is_primary", which="v.version_id = :version_id"))

_CACHED = 256
# by version, and whether it is (of a past time: was) the primary ruleset's
_cache: OrderedDict[tuple[UUID, bool], FitVersion] = OrderedDict()


async def versions_in_force(
    connection: Connection, workspace_id: UUID, dimension: FitDimension, at: datetime | None = None
) -> list[FitVersion]:
    """Those of now, or as they were at a time; one for each ruleset, the primary's first."""
    values: dict[str, Any] = {"workspace_id": workspace_id, "dimension": dimension}
    if at is None:
        rows = await connection.execute(_IN_FORCE, values)
    else:
        rows = await connection.execute(_IN_FORCE_AT, values | {"at": at})
    return [_version(row) for row in rows.all()]


async def read_version(connection: Connection, workspace_id: UUID, version_id: UUID) -> FitVersion:
    rows = await connection.execute(_ONE, {"workspace_id": workspace_id, "version_id": version_id})
    return _version(rows.one())


def _version(row: Any) -> FitVersion:
    key = (row.version_id, row.is_primary)
    known = _cache.get(key)
    if known is None:
        known = _cache[key] = FitVersion(
            version_id=row.version_id,
            ruleset_id=row.ruleset_id,
            dimension=row.dimension,
            is_primary=row.is_primary,
            zone=row.time_zone,
            negative=row.negative_scores,
            rules=read_rules(
                row.rules, lambda rule_id, document: FitRule.from_document(rule_id, document, row.dimension)
            ),
        )
    _cache.move_to_end(key)
    while len(_cache) > _CACHED:
        _cache.popitem(last=False)
    return known
