"""What single events, and sessions, brought by the primary ruleset in force: after caps and before fading."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kenbun.database import Connection
from kenbun.scoring.receipt_queries import points_between
from kenbun.scoring.span_queries import Span, points_of_spans
from kenbun.scoring.version_queries import versions_in_force


@dataclass(slots=True)
class EventPoints:
    """`rules` are the names of those that matched; none, where the event scores nothing."""

    happened_at: datetime
    points: int = 0
    rules: list[str] = field(default_factory=list)


async def points_of(
    connection: Connection, workspace_id: UUID, lead_id: UUID, first: datetime, last: datetime
) -> dict[UUID, EventPoints]:
    """Of the lead's events in [first, last] that score."""
    found: dict[UUID, EventPoints] = {}
    for version in await versions_in_force(connection, workspace_id):
        if version.is_primary:
            hits = await points_between(connection, workspace_id, version, lead_id, first, last)
            for event_id, happened_at, number, points in hits:
                event = found.setdefault(event_id, EventPoints(happened_at))
                event.points += points
                event.rules.append(version.active[number].draft.name)
    return found


async def points_in(connection: Connection, workspace_id: UUID, spans: Sequence[Span]) -> list[int]:
    """Of all events in each span together. The spans of one lead lie apart."""
    for version in await versions_in_force(connection, workspace_id):
        if version.is_primary and spans:
            return await points_of_spans(connection, workspace_id, version, spans)
    return [0] * len(spans)
