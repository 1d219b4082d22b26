"""The API of leads."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field

from kenbun.access.http import Page, Viewer, errors
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.leads.lists import LeadFilters, LeadRow, list_leads
from kenbun.leads.one import LeadDetail, get_lead
from kenbun.leads.timeline import Timeline, TimelineSession, timeline

router = APIRouter(prefix="/api", tags=["leads"])

_EXAMPLE = "ld_0192f0c1a5b77e3c8d2e4f6071829304"
LeadId = Annotated[str, Path(examples=[_EXAMPLE])]
Whole = Annotated[int | None, Query(ge=-(2**62), le=2**62)]


class LeadList(BaseModel):
    leads: list[LeadRow]
    total: int
    page: int
    limit: int


class LeadEvent(BaseModel):
    event_id: str = Field(examples=["evt_0192f0c1a5b77e3c8d2e4f6071829304"])
    event_type: str = Field(examples=["Page View"])
    happened_at: datetime
    received_at: datetime
    channel: Literal["website", "email", "product", "crm", "system", "other"]
    campaign: str | None
    message_id: str
    metadata: dict[str, Any]
    points: int = Field(description="By the rules in force, after their caps and before fading.")
    rules: list[str] = Field(description="Names of the rules that matched; none: the event scores nothing.")


class LeadSession(BaseModel):
    started_at: datetime
    ended_at: datetime
    event_count: int = Field(description="Of the whole session, also where a page shows a part of it.")
    points: int
    events: list[LeadEvent]
    level_changes: list[dict[str, Any]]


class LeadEvents(BaseModel):
    """The latest first; `next` is the `before` of the page of older ones, null at the end."""

    sessions: list[LeadSession]
    next: str | None


def _filters(
    search: Annotated[
        str | None, Query(max_length=200, description="Part of a name, e-mail, domain, company or any alias.")
    ] = None,
    level: Annotated[
        list[str] | None, Query(max_length=50, description="Engagement level by name; can be repeated.")
    ] = None,
    min_score: Whole = None,
    max_score: Whole = None,
    last_active: Annotated[str | None, Query(description="24h, 7d, 30d or older_30d.")] = None,
    sort: Annotated[
        str,
        Query(
            description="engagement_score, last_active_at, event_count, name or created_at; - for descending."
        ),
    ] = "-engagement_score",
) -> LeadFilters:
    return LeadFilters(
        search=search.strip() or None if search else None,
        level=level or (),
        min_score=min_score,
        max_score=max_score,
        last_active=last_active,
        sort=sort,
    )


@router.get("/leads", responses=errors())
async def list_all(
    request: Request, caller: Viewer, filters: Annotated[LeadFilters, Depends(_filters)], paging: Page
) -> LeadList:
    """The leads with their scores, by default the highest first. `scored_at` is the time a score is for."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await list_leads(connection, caller.workspace_id, filters, paging)
    return LeadList(leads=found.rows, total=found.total, page=found.page, limit=found.limit)


@router.get("/lead/{lead_id}", responses=errors(404))
async def one(request: Request, caller: Viewer, lead_id: LeadId) -> LeadDetail:
    """A lead with its fields, where each value came from, and why it has no account if it has none."""
    found = parse("ld", lead_id)
    async with request.app.state.services.database.snapshot() as connection:
        lead = await get_lead(connection, caller.workspace_id, found) if found else None
    if lead is None:
        raise NotFound("There is no such lead.", field="lead_id")
    return lead


@router.get("/lead/{lead_id}/events", responses=errors(404))
async def events(
    request: Request,
    caller: Viewer,
    lead_id: LeadId,
    before: Annotated[str | None, Query(max_length=100, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> LeadEvents:
    """What the lead did, session by session."""
    found = parse("ld", lead_id)
    async with request.app.state.services.database.snapshot() as connection:
        if found is None or await get_lead(connection, caller.workspace_id, found) is None:
            raise NotFound("There is no such lead.", field="lead_id")
        shown = await timeline(connection, caller.workspace_id, found, before, limit)
    return _shape(shown)


def _shape(shown: Timeline) -> LeadEvents:
    return LeadEvents(sessions=[_session(one) for one in shown.sessions], next=shown.next)


def _session(session: TimelineSession) -> LeadSession:
    return LeadSession.model_validate(session, from_attributes=True)
