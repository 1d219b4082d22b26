"""Configure, Triggers: which there are, one switched on or off, and taking one away."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kenbun.access.http import Admin, PageNumber, Viewer, Words
from kenbun.kit.paging import Paging
from kenbun.triggers.builder.list_queries import count_all, count_held
from kenbun.triggers.builder.listing import listing_of, rows_of
from kenbun.triggers.builder.titles import TITLES
from kenbun.triggers.definitions import find_trigger
from kenbun.triggers.drafts import TriggerChange
from kenbun.triggers.edit import change_trigger, remove_trigger
from kenbun.web.links import Links
from kenbun.web.render import fragment, listing

router = APIRouter(prefix="/configure/triggers", include_in_schema=False)

PAGE_SIZE = 50


@router.get("")
async def show_list(
    request: Request,
    caller: Viewer,
    kind: str = "",
    q: Words = "",
    number: PageNumber = 1,
) -> Response:
    paging = Paging(number, PAGE_SIZE)
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        found = await listing_of(connection, caller.workspace_id, q, kind, paging, services.clock())
        held = await count_held(connection, caller.workspace_id)
    return listing(
        request,
        "triggers/configure",
        kind=kind,
        q=q,
        listing=found,
        held=held,
        titles=TITLES,
        paging=paging,
        links=Links(request),
        may_configure=caller.is_at_least("admin"),
    )


@router.post("/{trigger_id}/active")
async def switch(request: Request, caller: Admin, trigger_id: str) -> Response:
    """A switch that is off is not sent."""
    services = request.app.state.services
    asked = TriggerChange(active="active" in await request.form())
    async with services.database.transaction() as connection:
        found = await find_trigger(connection, caller.workspace_id, trigger_id)
        changed = await change_trigger(connection, caller, found.trigger_id, asked, services.clock)
        [row] = await rows_of(connection, caller.workspace_id, [changed], services.clock())
    return fragment(request, "triggers/configure/switch.html", row=row, may_configure=True)


@router.get("/{trigger_id}/delete")
async def confirm(request: Request, caller: Admin, trigger_id: str) -> Response:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        trigger = await find_trigger(connection, caller.workspace_id, trigger_id)
        [row] = await rows_of(connection, caller.workspace_id, [trigger], services.clock())
        total = await count_all(connection, caller.workspace_id, trigger.trigger_id)
    return fragment(request, "triggers/configure/delete.html", row=row, total=total)


@router.post("/{trigger_id}/delete")
async def remove(request: Request, caller: Admin, trigger_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        trigger = await find_trigger(connection, caller.workspace_id, trigger_id)
        await remove_trigger(connection, caller, trigger.trigger_id, services.clock)
    return Response(status_code=204, headers={"HX-Redirect": "/configure/triggers"})
