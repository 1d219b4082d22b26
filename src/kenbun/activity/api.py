"""The API of events: the list, and the types seen."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from kenbun.access.http import Page, Viewer, errors
from kenbun.activity.lists import EventFilters, EventRow, event_types, list_events

router = APIRouter(prefix="/api/events", tags=["events"])


class EventList(BaseModel):
    events: list[EventRow]
    total: int
    page: int
    limit: int


class EventTypeShape(BaseModel):
    name: str = Field(examples=["Page View"])
    channel: str = Field(examples=["website"])


class EventTypeList(BaseModel):
    event_types: list[EventTypeShape]


@router.get("", responses=errors())
async def list_all(
    request: Request,
    caller: Viewer,
    paging: Page,
    event_type: Annotated[str | None, Query(max_length=200, examples=["Page View"])] = None,
    campaign: Annotated[str | None, Query(max_length=1000)] = None,
    lead: Annotated[
        str | None, Query(max_length=200, description="A lead's id, or part of its name or aliases.")
    ] = None,
) -> EventList:
    """The latest first."""
    filters = EventFilters(event_type=event_type or None, campaign=campaign or None, lead=lead or None)
    async with request.app.state.services.database.snapshot() as connection:
        found = await list_events(connection, caller.workspace_id, filters, paging)
    return EventList(events=found.rows, total=found.total, page=found.page, limit=found.limit)


@router.get("/types", responses=errors())
async def list_types(request: Request, caller: Viewer) -> EventTypeList:
    """The event types seen so far, by name."""
    async with request.app.state.services.database.snapshot() as connection:
        types = await event_types(connection, caller.workspace_id)
    return EventTypeList(event_types=[EventTypeShape(name=one.name, channel=one.channel) for one in types])
