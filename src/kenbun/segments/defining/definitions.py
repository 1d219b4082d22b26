"""The segments of a workspace, as they are defined and as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.segments.defining import definition_queries as queries
from kenbun.segments.evaluation import Kind


@dataclass(frozen=True, slots=True)
class Definition:
    """What is kept of it at each save. `conditions` are JSON, in the one spelling that they are kept in."""

    name: str
    description: str
    active: bool
    conditions: dict[str, Any] | None

    def document(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in Definition.__slots__}


@dataclass(frozen=True, slots=True)
class Progress:
    """Of an evaluation from scratch that is on its way."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Segment:
    """`members` is how many are in; who, may still be worked out (`progress`). `evaluated_at` is the last time at which
    everybody was, or those whom time can have moved, and `evaluation_ms` what that took."""

    segment_id: UUID
    kind: Kind
    definition: Definition
    created_at: datetime
    changed_at: datetime
    members: int
    evaluated_at: datetime | None
    evaluation_ms: int | None
    progress: Progress | None

    @property
    def name(self) -> str:
        return self.definition.name


@dataclass(frozen=True, slots=True)
class Version:
    """What it was after a save, the first being 1."""

    number: int
    definition: Definition
    changed_at: datetime
    changed_by: str


async def list_segments(
    connection: Connection, workspace_id: UUID, kind: Kind | None = None
) -> list[Segment]:
    """By name."""
    return [_segment(row) for row in await queries.listed(connection, workspace_id, kind)]


async def get_segment(connection: Connection, workspace_id: UUID, segment_id: UUID) -> Segment:
    """Raises NotFound."""
    row = await queries.one(connection, workspace_id, segment_id)
    if row is None:
        raise NotFound("There is no such segment.", field="segment_id")
    return _segment(row)


async def find_segment(
    connection: Connection, workspace_id: UUID, text: str, field: str = "segment_id"
) -> Segment:
    """The one with this id, in its public form. Raises NotFound naming the field."""
    found = parse("seg", text)
    row = await queries.one(connection, workspace_id, found) if found else None
    if row is None:
        raise NotFound("There is no such segment.", field=field)
    return _segment(row)


async def list_versions(
    connection: Connection, workspace_id: UUID, segment_id: UUID, limit: int, offset: int = 0
) -> tuple[list[Version], int]:
    """The latest first, and how many there are."""
    rows = await queries.versions(connection, workspace_id, segment_id, limit, offset)
    return [_version(row) for row in rows], await queries.count_versions(connection, workspace_id, segment_id)


async def get_version(connection: Connection, workspace_id: UUID, segment_id: UUID, number: int) -> Version:
    """Raises NotFound."""
    row = await queries.version(connection, workspace_id, segment_id, number)
    if row is None:
        raise NotFound("The segment has no such version.", field="number")
    return _version(row)


def _definition(row: Any) -> Definition:
    return Definition(row.name, row.description, row.active, row.conditions)


def _segment(row: Any) -> Segment:
    return Segment(
        segment_id=row.segment_id,
        kind=row.kind,
        definition=_definition(row),
        created_at=row.created_at,
        changed_at=row.changed_at,
        members=row.members,
        evaluated_at=row.evaluated_at,
        evaluation_ms=row.evaluation_ms,
        progress=None if row.total is None else Progress(row.done, row.total),
    )


def _version(row: Any) -> Version:
    return Version(row.number, _definition(row), row.changed_at, row.changed_by)
