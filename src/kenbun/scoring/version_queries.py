"""Which versions are in force, which is being built, and which was in force when."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.events.type_queries import find_types
from kenbun.scoring.inactivity.rules import active_decays
from kenbun.scoring.rules import Rule
from kenbun.scoring.versions import Version, read_rules

PRIMARY_AT = """EXISTS (
        SELECT FROM primary_rulesets p
        WHERE p.workspace_id = v.workspace_id AND p.ruleset_id = v.ruleset_id
          AND p.in_force_from <= :at AND (p.in_force_to IS NULL OR p.in_force_to > :at))"""
"""Whether the ruleset of the version `v` was the primary one then."""

_SELECT = """
    SELECT v.version_id, v.ruleset_id, v.number, v.rules, v.time_zone, v.negative_scores, v.decays,
           {is_primary} AS is_primary
    FROM ruleset_versions v
    JOIN rulesets r ON r.workspace_id = v.workspace_id AND r.ruleset_id = v.ruleset_id
    WHERE v.workspace_id = :workspace_id AND r.dimension = 'engagement' AND {which}
    ORDER BY is_primary DESC, v.version_id
"""
_IN_FORCE = text(_SELECT.format(is_primary="r.is_primary", which="v.state = 'in_force'"))
_IN_FORCE_AT = text(
    _SELECT.format(
        is_primary=PRIMARY_AT,
        which="v.in_force_from <= :at AND (v.in_force_to IS NULL OR v.in_force_to > :at)",
    )
)
_BUILDING = text("""
    SELECT version_id FROM ruleset_versions WHERE workspace_id = :workspace_id AND state = 'building'
    ORDER BY version_id
""")
_ONE = text(_SELECT.format(is_primary="r.is_primary", which="v.version_id = :version_id"))

_CACHED = 256
# by version, and whether it is (of a past time: was) the primary ruleset's
_cache: OrderedDict[tuple[UUID, bool], Version] = OrderedDict()


async def versions_in_force(connection: Connection, workspace_id: UUID) -> list[Version]:
    """One for each ruleset, the primary's first."""
    return await _read(
        connection, workspace_id, (await connection.execute(_IN_FORCE, {"workspace_id": workspace_id})).all()
    )


async def versions_in_force_at(connection: Connection, workspace_id: UUID, at: datetime) -> list[Version]:
    """As they were at a time: the past has its own rules."""
    rows = await connection.execute(_IN_FORCE_AT, {"workspace_id": workspace_id, "at": at})
    return await _read(connection, workspace_id, rows.all())


async def versions_building(connection: Connection, workspace_id: UUID) -> list[UUID]:
    """Those of the one publish there can be; several where it is one of settings."""
    return list((await connection.execute(_BUILDING, {"workspace_id": workspace_id})).scalars())


async def read_version(connection: Connection, workspace_id: UUID, version_id: UUID) -> Version:
    rows = await connection.execute(_ONE, {"workspace_id": workspace_id, "version_id": version_id})
    return (await _read(connection, workspace_id, rows.all()))[0]


async def version_in_force(connection: Connection, workspace_id: UUID, ruleset_id: UUID) -> Version | None:
    """Of this ruleset; None before its first one."""
    versions = await versions_in_force(connection, workspace_id)
    return next((version for version in versions if version.ruleset_id == ruleset_id), None)


async def _read(connection: Connection, workspace_id: UUID, rows: Any) -> list[Version]:
    return [_cached(row) or await _make(connection, workspace_id, row) for row in rows]


def _cached(row: Any) -> Version | None:
    version = _cache.get((row.version_id, row.is_primary))
    if version is not None:
        _cache.move_to_end((row.version_id, row.is_primary))
    return version


async def _make(connection: Connection, workspace_id: UUID, row: Any) -> Version:
    rules = read_rules(row.rules, Rule.from_document)
    types = await find_types(connection, workspace_id, (rule.type_key for rule in rules))
    version = Version(
        version_id=row.version_id,
        ruleset_id=row.ruleset_id,
        number=row.number,
        is_primary=row.is_primary,
        zone=row.time_zone,
        negative=row.negative_scores,
        decays=active_decays(row.decays or []),
        rules=rules,
        type_ids={key: event_type.type_id for key, event_type in types.items()},
    )
    _cache[row.version_id, row.is_primary] = version
    while len(_cache) > _CACHED:
        _cache.popitem(last=False)
    return version


_NUMBERS_AT = text("""
    SELECT ruleset_id, number FROM ruleset_versions
    WHERE workspace_id = :workspace_id AND in_force_from <= :at AND (in_force_to IS NULL OR in_force_to > :at)
""")


async def numbers_in_force(connection: Connection, workspace_id: UUID, at: datetime) -> dict[UUID, int]:
    """By ruleset, the number of the version that was in force at that time."""
    rows = await connection.execute(_NUMBERS_AT, {"workspace_id": workspace_id, "at": at})
    return {row.ruleset_id: row.number for row in rows}
