"""The API of one's own watch list."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from kenbun.access.http import Page, Viewer, errors
from kenbun.identity.roots import find_lead
from kenbun.kit.ids import public
from kenbun.leads.api import LeadId
from kenbun.watching.shapes import Said, WatchedList, WatchShape
from kenbun.watching.watch import unwatch_lead, watch_lead
from kenbun.watching.watched import DEFAULT_SORT, SORTS, watched_leads

router = APIRouter(prefix="/api", tags=["leads"])

_NOTHING = Said()


@router.get("/watched-leads", summary="List the leads you watch", responses=errors())
async def list_all(
    request: Request,
    caller: Viewer,
    paging: Page,
    sort: Annotated[
        str,
        Query(
            description="A column, with - in front for descending.",
            json_schema_extra={"enum": [sign + column for column in SORTS for sign in ("", "-")]},
        ),
    ] = DEFAULT_SORT,
) -> WatchedList:
    """Those added last first; nobody else sees them."""
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await watched_leads(connection, caller, sort, paging)
    return WatchedList(leads=found, total=total, page=paging.page, limit=paging.limit)


@router.post("/leads/{lead_id}/watch", summary="Watch a lead", responses=errors(404, 409))
async def watch(request: Request, caller: Viewer, lead_id: LeadId, said: Said = _NOTHING) -> WatchShape:
    """Puts it on your watch list. Say of it what you like, at once or later; the body can be left out."""
    services = request.app.state.services
    changes = said.model_dump(exclude_unset=True)
    async with services.database.transaction() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        kept = await watch_lead(connection, caller, found, changes, services.clock())
    return WatchShape.of(public("ld", found), kept)


@router.delete(
    "/leads/{lead_id}/watch", status_code=204, summary="Stop watching a lead", responses=errors(404)
)
async def unwatch(request: Request, caller: Viewer, lead_id: LeadId) -> Response:
    """What you said of it is forgotten. It is no mistake where you do not watch it."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        await unwatch_lead(connection, caller, found, services.clock())
    return Response(status_code=204)
