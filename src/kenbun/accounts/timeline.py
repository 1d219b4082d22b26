"""What the people of an account did, the latest first: each event with who else was active about then."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.access.workspaces import get_workspace
from kenbun.accounts import timeline_queries as queries
from kenbun.accounts.together import others_near
from kenbun.database import Connection
from kenbun.events import places
from kenbun.events.leadwise_queries import BEGINNING, SPANS
from kenbun.events.places import Place
from kenbun.events.type_queries import find_types
from kenbun.events.types import CHANNELS, fold
from kenbun.identity.roots import find_lead
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.lists.firing_queries import firings_of
from kenbun.lists.segment_queries import segment_changes
from kenbun.mapping.named_queries import names_of

# Of more who were there at a time, so many are named.
_MOST_NAMED = 100
# Of entries into segments and exits in one part of the timeline, and of firings of triggers, so many are shown.
_MOST_CHANGES = 500


@dataclass(frozen=True, slots=True)
class TimelineFilters:
    """`lead_id` is a lead's public id, `event_type` a type's name however it is spelled."""

    lead_id: str | None = None
    event_type: str | None = None
    channel: str | None = None

    def __post_init__(self) -> None:
        if self.channel is not None and self.channel not in CHANNELS:
            raise Invalid(f"Use one of {', '.join(CHANNELS)}.", field="channel")

    @property
    def narrow(self) -> bool:
        return any((self.lead_id, self.event_type, self.channel))


@dataclass(frozen=True, slots=True)
class Person:
    lead_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """`together` are others of the account who were active less than the session timeout before or after it: at most
    100 of them, by name."""

    event_id: str
    lead_id: str
    lead_name: str
    event_type: str
    happened_at: datetime
    received_at: datetime
    channel: str
    campaign: str | None
    message_id: str
    metadata: dict[str, Any]
    # why filters keep it from scoring
    suppressed: str | None
    together: list[Person] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AccountTimeline:
    """`next` is the cursor of what is older, None at the end."""

    events: list[Entry]
    next: str | None
    # how near to one another people are together
    near: timedelta
    # what else happened to the account between this part and the one before, the latest first, unless one filters:
    # each has its `kind`, segment or trigger
    changes: list[dict[str, Any]] = field(default_factory=list)

    def changes_of(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.changes if one["kind"] == kind]


async def account_timeline(
    connection: Connection,
    workspace_id: UUID,
    account_id: UUID,
    filters: TimelineFilters,
    before: str | None,
    limit: int,
) -> AccountTimeline:
    """The last `limit` events before the cursor."""
    workspace = await get_workspace(connection, workspace_id)
    near = timedelta(minutes=workspace.session_timeout_minutes)
    asked = await _asked(connection, workspace_id, account_id, filters)
    if asked is None:
        return AccountTimeline([], None, near)
    rows = await _find(connection, asked, places.read(before), limit + 1)
    page = rows[:limit]
    entries = await _entries(connection, workspace_id, account_id, page, near)
    more = places.written(Place(page[-1].happened_at, page[-1].event_id)) if len(rows) > limit else None
    changes = []
    if not filters.narrow:
        since = page[-1].happened_at if more else BEGINNING
        until = places.read(before).at
        window = (since, until, _MOST_CHANGES)
        changes = await _changes(connection, workspace_id, account_id, window)
    return AccountTimeline(entries, more, near, changes)


async def _changes(
    connection: Connection, workspace_id: UUID, account_id: UUID, window: tuple[datetime, datetime, int]
) -> list[dict[str, Any]]:
    found = [
        {"kind": kind} | change
        for kind, read in (("segment", segment_changes), ("trigger", firings_of))
        for change in await read(connection, workspace_id, account_id, *window)
    ]
    return sorted(found, key=lambda change: change["changed_at"], reverse=True)


async def _asked(
    connection: Connection, workspace_id: UUID, account_id: UUID, filters: TimelineFilters
) -> queries.Asked | None:
    """None where nothing can be found: the type has never been seen."""
    lead_id = await find_lead(connection, workspace_id, filters.lead_id) if filters.lead_id else None
    type_id = None
    if filters.event_type:
        known = await find_types(connection, workspace_id, [fold(filters.event_type)])
        if not known:
            return None
        type_id = known[fold(filters.event_type)].type_id
    return queries.Asked(workspace_id, account_id, lead_id, type_id, filters.channel)


async def _find(connection: Connection, asked: queries.Asked, before: Place, limit: int) -> list[Any]:
    edge = min(before.at, await visible(connection, asked.workspace_id))
    span: timedelta | None = SPANS[0]
    while span:
        rows = await queries.events_between(connection, asked, edge - span, before, limit)
        if len(rows) == limit:
            return rows
        span = _further(span, len(rows), limit)
    return await queries.events_between(connection, asked, BEGINNING, before, limit)


def _further(span: timedelta, found: int, limit: int) -> timedelta | None:
    """How far back there should be enough, if it goes on as in this span; None: nobody knows."""
    return next((one for one in SPANS if one > span and found * one >= limit * span), None)


async def _entries(
    connection: Connection, workspace_id: UUID, account_id: UUID, page: list[Any], near: timedelta
) -> list[Entry]:
    active = [row for row in page if row.suppressed is None and row.channel != "system"]
    moments = [(row.happened_at, row.lead_id) for row in active]
    others = await others_near(connection, workspace_id, account_id, moments, near)
    known = {row.event_id: some for row, some in zip(active, others, strict=True)}
    names = await names_of(connection, workspace_id, "lead", frozenset().union(*others))
    return [_entry(row, known.get(row.event_id, frozenset()), names) for row in page]


def _entry(row: Any, others: frozenset[UUID], names: dict[UUID, str]) -> Entry:
    people = sorted((names[one], one) for one in others if one in names)
    return Entry(
        event_id=public("evt", row.event_id),
        lead_id=public("ld", row.lead_id),
        lead_name=row.lead_name,
        event_type=row.event_type,
        happened_at=row.happened_at,
        received_at=row.received_at,
        channel=row.channel,
        campaign=row.campaign,
        message_id=row.message_id,
        metadata=row.metadata,
        suppressed=row.suppressed,
        together=[Person(public("ld", lead_id), name) for name, lead_id in people[:_MOST_NAMED]],
    )
