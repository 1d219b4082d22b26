"""Channels as they are known within kenbun, with what they keep to themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from kenbun.alerts.channels import channel_queries as queries
from kenbun.alerts.channels.kind import Kept, Kind
from kenbun.alerts.channels.kinds import KINDS, KindName
from kenbun.database import Connection
from kenbun.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class Channel:
    workspace_id: UUID
    channel_id: UUID
    name: str
    kind_name: KindName
    kept: Kept
    active: bool
    switched_off_because: str | None
    failing_since: datetime | None
    missed_since: datetime | None
    resting_until: datetime | None
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(
            row.workspace_id,
            row.channel_id,
            row.name,
            row.kind,
            Kept(row.config, row.secrets),
            row.active,
            row.switched_off_because,
            row.failing_since,
            row.missed_since,
            row.resting_until,
            row.created_at,
            row.changed_at,
        )

    @property
    def kind(self) -> Kind:
        return KINDS[self.kind_name]

    def rests(self, now: datetime) -> bool:
        """Whether it has asked not to be called yet."""
        return self.resting_until is not None and self.resting_until > now

    @property
    def goes_to(self) -> str:
        """A line, without what is secret."""
        return self.kind.goes_to(self.kept)


async def find_channel(connection: Connection, workspace_id: UUID, channel_id: UUID) -> Channel | None:
    row = await queries.find(connection, workspace_id, channel_id)
    return Channel.of(row) if row else None


async def get_channel(connection: Connection, workspace_id: UUID, channel_id: UUID) -> Channel:
    found = await find_channel(connection, workspace_id, channel_id)
    if found is None:
        raise NotFound("There is no such channel.", field="channel_id")
    return found


async def list_channels(connection: Connection, workspace_id: UUID) -> list[Channel]:
    """By name."""
    return [Channel.of(row) for row in await queries.list_all(connection, workspace_id)]
