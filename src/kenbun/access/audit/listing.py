"""The audit log as it is read: the latest first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access.audit.filters import AuditFilters
from kenbun.access.queries import audit
from kenbun.database import Connection
from kenbun.kit.paging import Paging


@dataclass(frozen=True)
class Entry:
    audit_id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_label: str
    action: str
    subject_kind: str
    subject_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    address: str | None

    @classmethod
    def of(cls, row: Any) -> Entry:
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})


async def list_audit(
    connection: Connection,
    workspace_id: UUID,
    paging: Paging,
    filters: AuditFilters | None = None,
    zone: str = "UTC",
) -> tuple[list[Entry], int]:
    """The latest first, and how many there are in all. The days of the filters are those of the zone."""
    wanted = audit.wanted(workspace_id, filters or AuditFilters(), zone)
    rows = await audit.latest(connection, wanted, paging)
    return [Entry.of(row) for row in rows], await audit.count(connection, wanted)


async def stream_audit(
    connection: Connection, workspace_id: UUID, filters: AuditFilters, zone: str
) -> AsyncIterator[list[Entry]]:
    """All of them, the latest first, some at a time."""
    async for some in audit.stream(connection, audit.wanted(workspace_id, filters, zone)):
        yield [Entry.of(row) for row in some]


async def actions(connection: Connection, workspace_id: UUID) -> list[str]:
    """Those that have been noted here, by name."""
    return await audit.actions(connection, workspace_id)


async def names(connection: Connection, workspace_id: UUID, entries: Sequence[Entry]) -> dict[str, str]:
    """What they are about is called by now, by id."""
    return await audit.names(connection, workspace_id, [one.subject_id for one in entries])
