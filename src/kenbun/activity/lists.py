"""Events as they are listed: the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from kenbun.activity import list_queries as queries
from kenbun.activity.choose import Chosen, choose
from kenbun.activity.filters import EventFilters
from kenbun.database import Connection
from kenbun.database.counts import total
from kenbun.events.type_queries import EventType, all_types
from kenbun.events.types import fold
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.scoring.points import EventPoints, points_of

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class EventRow:
    """`suppressed` is why filters keep it from scoring; then there may be no lead."""

    event_id: str
    event_type: str
    lead_id: str | None
    lead_name: str | None
    account_id: str | None
    happened_at: datetime
    received_at: datetime
    channel: str
    campaign: str | None
    message_id: str
    metadata: dict[str, Any]
    suppressed: str | None


@dataclass(frozen=True, slots=True)
class LeadEventRow(EventRow):
    """`points` are those of the rules in force, after their caps and before fading."""

    points: int
    rules: list[str]


@dataclass(frozen=True, slots=True)
class EventPage(Generic[Row]):
    rows: list[Row]
    total: int
    page: int
    limit: int


async def list_events(
    connection: Connection, workspace_id: UUID, filters: EventFilters, paging: Paging
) -> EventPage[EventRow]:
    chosen = await choose(connection, workspace_id, filters)
    counted = await total(("events", chosen), lambda: queries.count(connection, chosen))
    # to look for a page of what there is none of takes as long as to count it
    found = await queries.page_of(connection, chosen, paging) if counted > paging.offset else []
    return EventPage([_row(row) for row in found], counted, paging.page, paging.limit)


async def events_of_lead(
    connection: Connection, workspace_id: UUID, lead_id: UUID, paging: Paging
) -> EventPage[LeadEventRow]:
    chosen = Chosen(workspace_id, lead_ids=(lead_id,))
    found = await queries.page_of(connection, chosen, paging)
    times = [row.happened_at for row in found]
    points = await points_of(connection, workspace_id, lead_id, min(times), max(times)) if times else {}
    scored = [_scored(row, points.get(row.event_id)) for row in found]
    return EventPage(scored, await queries.count(connection, chosen), paging.page, paging.limit)


async def event_types(connection: Connection, workspace_id: UUID) -> Sequence[EventType]:
    """By name, without the hidden ones."""
    return [one for one in await all_types(connection, workspace_id) if not one.hidden]


async def metadata_keys(connection: Connection, workspace_id: UUID, event_type: str | None) -> list[str]:
    """The metadata keys of the latest events (of one type), the most frequent first."""
    return await queries.metadata_keys(connection, workspace_id, fold(event_type) if event_type else None)


def _scored(row: Any, brought: EventPoints | None) -> LeadEventRow:
    known = asdict(_row(row))
    return LeadEventRow(
        **known, points=brought.points if brought else 0, rules=brought.rules if brought else []
    )


def _row(row: Any) -> EventRow:
    return EventRow(
        event_id=public("evt", row.event_id),
        event_type=row.event_type,
        lead_id=public("ld", row.lead_id) if row.lead_id else None,
        lead_name=row.lead_name,
        account_id=public("acct", row.account_id) if row.account_id else None,
        happened_at=row.happened_at,
        received_at=row.received_at,
        channel=row.channel,
        campaign=row.campaign,
        message_id=row.message_id,
        metadata=row.metadata,
        suppressed=row.suppressed,
    )
