"""The API of events: the list, and how many there were by day."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel

from kenbun.access.http import Page, Viewer, errors
from kenbun.activity.days import DayCount, count_by_day
from kenbun.activity.filters import EventFilters
from kenbun.activity.lists import (
    EventRow,
    LeadEventRow,
    events_of_lead,
    list_events,
)
from kenbun.events.types import CHANNELS
from kenbun.identity.roots import find_lead

router = APIRouter(prefix="/api", tags=["events"])

Lead = Annotated[
    str | None, Query(max_length=200, description="A lead's id, or part of its name or aliases.")
]
Account = Annotated[
    str | None, Query(max_length=200, description="An account's id, or part of its name or domain.")
]
Segment = Annotated[
    str | None,
    Query(
        max_length=200,
        examples=["seg_0192f0c1a5b77e3c8d2e4f6071829304"],
        description="Of those in this segment, or, of one of accounts, in an account of it.",
    ),
]
Channel = Annotated[str | None, Query(json_schema_extra={"enum": list(CHANNELS)})]
_DAY = "day of the workspace's zone, as YYYY-MM-DD"
Since = Annotated[str | None, Query(alias="from", description=f"The first {_DAY}.", examples=["2026-11-01"])]
Until = Annotated[
    str | None, Query(alias="to", description=f"The last {_DAY}; included.", examples=["2026-11-22"])
]


def event_filters(
    lead: Lead = None,
    account: Account = None,
    segment: Segment = None,
    event_type: Annotated[str | None, Query(max_length=200, examples=["Page View"])] = None,
    channel: Channel = None,
    campaign: Annotated[str | None, Query(max_length=1000)] = None,
    suppressed: Annotated[
        bool | None, Query(description="those alone that filters keep from scoring, or that they do not")
    ] = None,
    hidden: Annotated[bool | None, Query(description="those alone of hidden types, or of all others")] = None,
    since: Since = None,
    until: Until = None,
) -> EventFilters:
    return EventFilters.read(
        given(
            lead=lead,
            account=account,
            segment=segment,
            event_type=event_type,
            channel=channel,
            campaign=campaign,
            suppressed=_said(suppressed),
            hidden=_said(hidden),
            since=since,
            until=until,
        )
    )


def _said(asked: bool | None) -> str | None:
    return None if asked is None else "yes" if asked else "no"


def given(**named: str | None) -> list[tuple[str, str]]:
    shown = {"since": "from", "until": "to"}
    return [(shown.get(name, name), value) for name, value in named.items() if value is not None]


class EventList(BaseModel):
    events: list[EventRow]
    total: int
    page: int
    limit: int


class LeadEventList(BaseModel):
    """`points` are those of the rules in force, after their caps and before fading; no rules: it scores nothing."""

    events: list[LeadEventRow]
    total: int
    page: int
    limit: int


class DayList(BaseModel):
    days: list[DayCount]


@router.get("/events", summary="List events", responses=errors())
async def list_all(
    request: Request, caller: Viewer, paging: Page, filters: Annotated[EventFilters, Depends(event_filters)]
) -> EventList:
    """The latest first."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await list_events(connection, caller.workspace_id, filters, paging)
    return EventList(events=found.rows, total=found.total, page=found.page, limit=found.limit)


@router.get("/events/days", summary="Count events by day", responses=errors())
async def count_days(
    request: Request, caller: Viewer, filters: Annotated[EventFilters, Depends(event_filters)]
) -> DayList:
    """For each day of the workspace's zone; the last 30 where neither end is given, at most 366."""
    async with request.app.state.services.database.snapshot() as connection:
        return DayList(days=await count_by_day(connection, caller.workspace_id, filters))


@router.get("/lead/{lead_id}/events", summary="List a lead's events", responses=errors(404))
async def list_of_lead(
    request: Request,
    caller: Viewer,
    paging: Page,
    lead_id: Annotated[str, Path(examples=["ld_0192f0c1a5b77e3c8d2e4f6071829304"])],
) -> LeadEventList:
    """What one lead did, the latest first, with the points that each event brought."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        events = await events_of_lead(connection, caller.workspace_id, found, paging)
    return LeadEventList(events=events.rows, total=events.total, page=events.page, limit=events.limit)
