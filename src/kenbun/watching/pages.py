"""The star, what one says of a lead, and the page Watch list."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.callers import Caller
from kenbun.access.http import PageNumber, Viewer
from kenbun.database import Connection
from kenbun.identity.roots import find_lead
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.leads.one import name_of
from kenbun.levels.in_force import levels_in_force
from kenbun.watching.watch import Watch, unwatch_lead, watch_lead, watch_of
from kenbun.watching.watched import DEFAULT_SORT, watched_leads
from kenbun.web.links import Links
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(include_in_schema=False)

_ON_PAGE = 50


@router.get("/watch-list")
async def show(
    request: Request,
    caller: Viewer,
    sort: str = DEFAULT_SORT,
    number: PageNumber = 1,
) -> Response:
    paging = Paging(number, _ON_PAGE)
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await watched_leads(connection, caller, sort, paging)
        levels = await levels_in_force(connection, caller.workspace_id)
    return page(
        request,
        "watching/list.html",
        leads=found,
        total=total,
        paging=paging,
        sort=sort,
        links=Links(request),
        colors=levels.colors,
    )


@router.post("/leads/{lead_id}/watch")
async def star(request: Request, caller: Viewer, lead_id: str, on: str = "row") -> Response:
    """Answers the star as it then is: in a row of a list, or on the lead's page."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        watch = await watch_lead(connection, caller, found, {}, services.clock())
    return _starred(request, lead_id, watch, on)


@router.delete("/leads/{lead_id}/watch")
async def unstar(request: Request, caller: Viewer, lead_id: str, on: str = "row") -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        await unwatch_lead(connection, caller, found, services.clock())
    return _starred(request, lead_id, None, on)


@router.get("/leads/{lead_id}/watch/edit")
async def show_form(request: Request, caller: Viewer, lead_id: str) -> Response:
    if not wants_fragment(request):
        return RedirectResponse(f"/leads/{lead_id}?open=/leads/{lead_id}/watch/edit", status_code=303)
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        watch = await watch_of(connection, caller, found)
        context = await _around(connection, caller, found)
    typed = {name: getattr(watch or Watch(), name) for name in Watch.__dataclass_fields__}
    return fragment(request, "watching/form.html", typed=typed, watched=watch is not None, **context)


@router.post("/leads/{lead_id}/watch/edit")
async def save(request: Request, caller: Viewer, lead_id: str) -> Response:
    services = request.app.state.services
    form = await request.form()
    typed: dict[str, Any] = {name: str(form.get(name, "")) for name in Watch.__dataclass_fields__}
    try:
        async with services.database.transaction() as connection:
            said = typed | {"alert_score": _whole(typed["alert_score"])}
            found = await find_lead(connection, caller.workspace_id, lead_id)
            await watch_lead(connection, caller, found, said, services.clock())
    except Invalid as problem:
        async with services.database.snapshot() as connection:
            found = await find_lead(connection, caller.workspace_id, lead_id)
            context = await _around(connection, caller, found)
        errors = {problem.field: problem.detail}
        return fragment(
            request,
            "watching/form.html",
            status=422,
            typed=typed,
            watched=True,
            **context | {"errors": errors},
        )
    return Response(status_code=204, headers={"HX-Refresh": "true"})


async def _around(connection: Connection, caller: Caller, lead_id: UUID) -> dict[str, Any]:
    levels = await levels_in_force(connection, caller.workspace_id)
    name = await name_of(connection, caller.workspace_id, lead_id)
    return {"lead_id": public("ld", lead_id), "name": name, "bands": levels.engagement.bands, "errors": {}}


def _starred(request: Request, lead_id: str, watch: Watch | None, on: str) -> Response:
    template = "watching/on_page.html" if on == "page" else "watching/in_row.html"
    return fragment(request, template, lead_id=lead_id, watch=watch)


def _whole(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return int(text)
    except ValueError:
        raise Invalid("Must be a whole number.", field="alert_score") from None
