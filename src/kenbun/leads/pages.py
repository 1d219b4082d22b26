"""The page of one lead."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.http import Viewer
from kenbun.access.queries import ticks
from kenbun.analysis.reasons import tell
from kenbun.database import Connection
from kenbun.events.types import CHANNELS
from kenbun.identity.roots import find_lead
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import public
from kenbun.leads.lists.neighbours import Place
from kenbun.leads.lists.pages import PAGE_SIZE
from kenbun.leads.one import LeadDetail, get_lead
from kenbun.leads.timeline import timeline
from kenbun.leads.timeline_filter import ALL, CHANGES, TimelineFilter
from kenbun.leads.timeline_queries import types_done
from kenbun.levels.in_force import levels_in_force
from kenbun.levels.progress import progress
from kenbun.mapping.custom_fields import all_fields
from kenbun.owners.choices import choices
from kenbun.triggers import told
from kenbun.watching.watch import watch_of
from kenbun.web.links import Links
from kenbun.web.render import fragment, page

router = APIRouter(include_in_schema=False)

UNRESOLVED = {
    "free_mail": "the e-mail is from a free-mail provider, which says nothing about the company.",
    "disposable": "the e-mail is a throw-away address, which says nothing about the company.",
    "no_email": "no e-mail is known, and no event named an account.",
}
EVENTS_AT_ONCE = 50


async def _levels(connection: Connection, workspace_id: UUID) -> dict[str, Any]:
    levels = await levels_in_force(connection, workspace_id)
    return {"levels": levels, "colors": levels.colors}


@router.get("/leads/{lead_id}")
async def show_lead(
    request: Request,
    caller: Viewer,
    lead_id: str,
    query: Annotated[str, Query(alias="list")] = "",
    number: Annotated[int, Query(alias="n")] = 0,
) -> Response:
    """One that is merged into another leads to that one. `list` and `n` say which list it was opened from, and where
    in it."""
    place = Place.read(query, number)
    may_edit = caller.is_at_least("editor")
    async with request.app.state.services.database.snapshot() as connection:
        root_id = await find_lead(connection, caller.workspace_id, lead_id)
        if public("ld", root_id) != lead_id:
            asked = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/leads/{public('ld', root_id)}{asked}", status_code=303)
        tick = await ticks.visible(connection, caller.workspace_id)
        lead = await _lead(connection, caller.workspace_id, root_id)
        activity = await first_activity(connection, caller.workspace_id, root_id)
        owners = await choices(connection, caller.workspace_id) if may_edit else {}
        watch = await watch_of(connection, caller, root_id)
        fields = await all_fields(connection, caller.workspace_id)
        types = await types_done(connection, caller.workspace_id, root_id)
    known = {one.field for one in lead.fields}
    return page(
        request,
        "leads/lead.html",
        lead=lead,
        lead_id=lead_id,
        tick=tick.isoformat(),
        progress=progress(activity["levels"].engagement, lead.engagement_score),
        links=Links(request),
        unresolved=UNRESOLVED,
        may_edit=may_edit,
        owners=owners,
        unset={one.name: one.label for one in fields.of("lead") if one.name not in known},
        watch=watch,
        types=types,
        changes=CHANGES,
        channels=CHANNELS,
        place=place,
        page_size=PAGE_SIZE,
        **activity,
    )


async def first_activity(connection: Connection, workspace_id: UUID, lead_id: UUID) -> dict[str, Any]:
    """What the newest part of a lead's timeline is drawn from."""
    activity = await timeline(connection, workspace_id, lead_id, None, EVENTS_AT_ONCE)
    await tell(connection, workspace_id, "lead", activity.changes("segment"))
    told.tell(activity.changes("trigger"))
    return {"timeline": activity, "only": ALL, **await _levels(connection, workspace_id)}


@router.get("/leads/{lead_id}/timeline")
async def show_part(
    request: Request,
    caller: Viewer,
    lead_id: str,
    before: str | None = None,
    show: str = "",
    channel: str = "",
) -> Response:
    """What is older, or what else was asked for."""
    only = TimelineFilter.read(show, channel)
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        activity = await timeline(connection, caller.workspace_id, found, before, EVENTS_AT_ONCE, only)
        await tell(connection, caller.workspace_id, "lead", activity.changes("segment"))
        told.tell(activity.changes("trigger"))
        levels = await _levels(connection, caller.workspace_id)
    return fragment(request, "leads/timeline.html", timeline=activity, lead_id=lead_id, only=only, **levels)


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
