"""The pages Leads and Lead."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import Viewer
from kenbun.access.queries import ticks
from kenbun.database import Connection
from kenbun.identity.roots import find_lead
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.leads.lists import LeadFilters, LeadPage, list_leads, rows_of
from kenbun.leads.one import LeadDetail, get_lead
from kenbun.leads.timeline import timeline
from kenbun.levels.in_force import levels_in_force
from kenbun.levels.progress import progress
from kenbun.web.links import Links
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(include_in_schema=False)

ACTIVITY = {"": "Any time", "24h": "24 hours", "7d": "7 days", "30d": "30 days", "older_30d": "30+ days ago"}
SORTS = {
    "-engagement_score": "Highest score",
    "-profile_score": "Best fit",
    "-last_active_at": "Most recent activity",
    "-event_count": "Most events",
    "-created_at": "Newest",
    "name": "Name",
}
DEFAULT_SORT = "-engagement_score"
UNRESOLVED = {
    "free_mail": "the e-mail is from a free-mail provider, which says nothing about the company.",
    "no_email": "no e-mail is known, and no event named an account.",
}
PAGE_SIZE = 50
EVENTS_AT_ONCE = 50


_UNFILTERED = LeadFilters(level=[], profile_level=[], account_level=[], sort=DEFAULT_SORT)


class ListQuery:
    """What the URL of the list says. Blank is not given: that is how forms leave a field out."""

    def __init__(
        self,
        search: str = "",
        level: Annotated[list[str] | None, Query()] = None,
        min_score: str = "",
        max_score: str = "",
        profile_level: Annotated[list[str] | None, Query()] = None,
        min_profile_score: str = "",
        max_profile_score: str = "",
        account_level: Annotated[list[str] | None, Query()] = None,
        last_active: str = "",
        sort: str = DEFAULT_SORT,
        page: int = 1,
    ) -> None:
        self.filters = LeadFilters(
            search=search.strip() or None,
            level=[name for name in level or [] if name],
            min_score=_whole(min_score, "min_score"),
            max_score=_whole(max_score, "max_score"),
            profile_level=[name for name in profile_level or [] if name],
            min_profile_score=_whole(min_profile_score, "min_profile_score"),
            max_profile_score=_whole(max_profile_score, "max_profile_score"),
            account_level=[name for name in account_level or [] if name],
            last_active=last_active or None,
            sort=sort,
        )
        self.paging = Paging(page, PAGE_SIZE)

    @property
    def filtered(self) -> bool:
        return replace(self.filters, sort=DEFAULT_SORT) != _UNFILTERED


def _whole(text: str, field: str) -> int | None:
    if not text.strip():
        return None
    try:
        return int(text)
    except ValueError:
        raise Invalid(f"{field} must be a whole number.", field=field) from None


async def _levels(connection: Connection, workspace_id: UUID) -> dict[str, Any]:
    levels = await levels_in_force(connection, workspace_id)
    return {"levels": levels, "colors": levels.colors}


@router.get("/")
async def start() -> Response:
    return RedirectResponse("/leads")


@router.get("/leads")
async def show_list(request: Request, caller: Viewer, query: Annotated[ListQuery, Depends()]) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        tick = await ticks.visible(connection, caller.workspace_id)
        leads = await list_leads(connection, caller.workspace_id, query.filters, query.paging)
        levels = await _levels(connection, caller.workspace_id)
    context = {
        "leads": leads,
        "tick": tick.isoformat(),
        "filters": query.filters,
        "filtered": query.filtered,
        "paging": query.paging,
        "links": Links(request),
        "activity": ACTIVITY,
        "sorts": SORTS,
        "default_sort": DEFAULT_SORT,
        **levels,
    }
    if wants_fragment(request):
        return fragment(request, "leads/list_parts.html", **context)
    return page(request, "leads/list.html", **context)


@router.get("/leads/live")
async def show_changes(
    request: Request,
    caller: Viewer,
    query: Annotated[ListQuery, Depends()],
    total: int = 0,
    since: str = "",
    shown: Annotated[list[str] | None, Query(max_length=PAGE_SIZE)] = None,
) -> Response:
    """The rows that a list shows, as they are now, and how many it does not show yet; 204 if nothing happened."""
    async with request.app.state.services.database.snapshot() as connection:
        tick = (await ticks.visible(connection, caller.workspace_id)).isoformat()
        if tick == since:
            return Response(status_code=204)
        ids = [found for text in shown or [] if (found := parse("ld", text))]
        rows = await rows_of(connection, caller.workspace_id, ids)
        leads = await list_leads(connection, caller.workspace_id, query.filters, query.paging)
        levels = await _levels(connection, caller.workspace_id)
    return fragment(
        request,
        "leads/live.html",
        headers={"Kenbun-Tick": tick},
        shown=rows,
        links=Links(request, "/leads"),
        **_newcomers(leads, shown or [], total, Links(request, "/leads")),
        **levels,
    )


def _newcomers(leads: LeadPage, shown: list[str], total: int, links: Links) -> dict[str, Any]:
    """Those on this page of the list, and those anywhere in it; where none is on this page, the newest come first."""
    here = sum(1 for row in leads.rows if row.lead_id not in shown)
    show = links.page(leads.page) if here else links.put(sort="-created_at", total=None)
    return {"newcomers": max(here, leads.total - total), "show": show}


@router.get("/leads/{lead_id}")
async def show_lead(request: Request, caller: Viewer, lead_id: str) -> Response:
    """One that is merged into another leads to that one."""
    async with request.app.state.services.database.snapshot() as connection:
        root_id = await find_lead(connection, caller.workspace_id, lead_id)
        if public("ld", root_id) != lead_id:
            asked = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/leads/{public('ld', root_id)}{asked}", status_code=303)
        tick = await ticks.visible(connection, caller.workspace_id)
        lead = await _lead(connection, caller.workspace_id, root_id)
        activity = await timeline(connection, caller.workspace_id, root_id, None, EVENTS_AT_ONCE)
        levels = await _levels(connection, caller.workspace_id)
    return page(
        request,
        "leads/lead.html",
        lead=lead,
        lead_id=lead_id,
        tick=tick.isoformat(),
        timeline=activity,
        progress=progress(levels["levels"].engagement, lead.engagement_score),
        links=Links(request),
        unresolved=UNRESOLVED,
        **levels,
    )


@router.get("/leads/{lead_id}/timeline")
async def show_older(request: Request, caller: Viewer, lead_id: str, before: str) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        activity = await timeline(connection, caller.workspace_id, found, before, EVENTS_AT_ONCE)
        levels = await _levels(connection, caller.workspace_id)
    return fragment(request, "leads/timeline.html", timeline=activity, lead_id=lead_id, **levels)


@router.get("/leads/{lead_id}/live")
async def show_news(
    request: Request, caller: Viewer, lead_id: str, events: int = 0, since: str = ""
) -> Response:
    """The score as it is now, and how many events the page does not show yet; 204 if nothing happened."""
    async with request.app.state.services.database.snapshot() as connection:
        tick = (await ticks.visible(connection, caller.workspace_id)).isoformat()
        if tick == since:
            return Response(status_code=204)
        found = await find_lead(connection, caller.workspace_id, lead_id)
        lead = await _lead(connection, caller.workspace_id, found)
        levels = await _levels(connection, caller.workspace_id)
    return fragment(
        request,
        "leads/lead_live.html",
        headers={"Kenbun-Tick": tick},
        lead=lead,
        lead_id=lead_id,
        news=lead.event_count - events,
        progress=progress(levels["levels"].engagement, lead.engagement_score),
        **levels,
    )


async def _lead(connection: Connection, workspace_id: UUID, lead_id: UUID) -> LeadDetail:
    lead = await get_lead(connection, workspace_id, lead_id)
    if lead is None:
        raise NotFound("There is no such lead.")
    return lead
