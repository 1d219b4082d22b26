"""Filters with everything looked up that they name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kenbun.access.workspaces import get_workspace
from kenbun.activity import choose_queries as queries
from kenbun.activity.filters import EventFilters, Filters
from kenbun.database import Connection
from kenbun.events.type_queries import find_types
from kenbun.events.types import fold
from kenbun.identity.roots import root_of, root_of_account
from kenbun.kit.days import instants
from kenbun.kit.ids import parse
from kenbun.lists.segments import InSegment, segments_of

# So many leads, or accounts, does a search among events look at.
MOST_SEARCHED = 1_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """None leaves nothing out. `lead_ids` are at most 1,000; the moments are `[since, until)`."""

    workspace_id: UUID
    lead_ids: tuple[UUID, ...] | None = None
    account_ids: tuple[UUID, ...] | None = None
    channel: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    type_id: int | None = None
    campaign: str | None = None
    suppressed: bool | None = None
    hidden: bool | None = None
    segment: InSegment | None = None
    # whether these are so few that their events are found lead by lead
    few_in_segment: bool | None = None

    @property
    def of_some(self) -> bool:
        """Whether it is about some leads: then their events are found lead by lead."""
        return self.lead_ids is not None or self.account_ids is not None or bool(self.few_in_segment)

    @property
    def restricts_leads(self) -> bool:
        return self.of_some or self.segment is not None

    @property
    def everything(self) -> bool:
        return self == Chosen(self.workspace_id)


async def choose(connection: Connection, workspace_id: UUID, filters: Filters) -> Chosen:
    zone = (await get_workspace(connection, workspace_id)).time_zone
    of_events = filters if isinstance(filters, EventFilters) else EventFilters()
    since, until = instants(filters.since, filters.until, zone)
    chosen = Chosen(
        workspace_id=workspace_id,
        lead_ids=await _leads(connection, workspace_id, filters.lead),
        account_ids=await _accounts(connection, workspace_id, filters.account),
        channel=filters.channel,
        since=since,
        until=until,
        type_id=await _type(connection, workspace_id, of_events.event_type),
        campaign=of_events.campaign,
        suppressed=of_events.suppressed,
        hidden=of_events.hidden,
    )
    return chosen if filters.segment is None else await _in_segment(connection, chosen, filters.segment)


async def _in_segment(connection: Connection, chosen: Chosen, segment: str) -> Chosen:
    [found] = await segments_of(connection, chosen.workspace_id, [segment], [], "lead")
    few = chosen.of_some or await queries.are_few(connection, chosen.workspace_id, found, MOST_SEARCHED)
    return replace(chosen, segment=found, few_in_segment=few)


async def like(
    connection: Connection, workspace_id: UUID, text: str
) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """Leads and accounts, as they are shown, that one means who types an id, or a part of what they are called."""
    leads = () if parse("acct", text) else await _leads(connection, workspace_id, text)
    accounts = () if parse("ld", text) else await _accounts(connection, workspace_id, text)
    return leads or (), accounts or ()


async def _leads(connection: Connection, workspace_id: UUID, text: str | None) -> tuple[UUID, ...] | None:
    if text is None:
        return None
    if asked := parse("ld", text):
        return (await root_of(connection, workspace_id, asked),)
    return tuple(await queries.leads_like(connection, workspace_id, text, MOST_SEARCHED))


async def _accounts(connection: Connection, workspace_id: UUID, text: str | None) -> tuple[UUID, ...] | None:
    if text is None:
        return None
    if asked := parse("acct", text):
        return (await root_of_account(connection, workspace_id, asked),)
    return tuple(await queries.accounts_like(connection, workspace_id, text, MOST_SEARCHED))


async def _type(connection: Connection, workspace_id: UUID, name: str | None) -> int | None:
    """One that has not been seen is of no event."""
    if name is None:
        return None
    known = await find_types(connection, workspace_id, [fold(name)])
    return known[fold(name)].type_id if known else -1
