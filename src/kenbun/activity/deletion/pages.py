"""Deleting the events that the list shows: what that takes, progress, and those on their way above the list."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Viewer
from kenbun.activity.deletion import queries
from kenbun.activity.deletion.begin import begin, stop
from kenbun.activity.deletion.preview import numbers_of
from kenbun.activity.filters import EventFilters
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.web.render import fragment, wants_fragment

router = APIRouter(include_in_schema=False)

# So long one that is over stands above the list.
_RECENT = timedelta(minutes=10)
_MOST = 20


@router.get("/events/delete")
async def confirm(request: Request, caller: Editor) -> Response:
    """In the drawer: how many events these are, of whom, and what follows."""
    if not wants_fragment(request):
        return RedirectResponse(f"/events?{request.url.query}", status_code=303)
    filters = EventFilters.read(request.query_params.multi_items())
    async with request.app.state.services.database.snapshot() as connection:
        numbers = await numbers_of(connection, caller.workspace_id, filters)
    return fragment(request, "activity/deletion/confirm.html", numbers=numbers, given=filters.pairs())


@router.post("/events/delete")
async def start(request: Request, caller: Editor) -> Response:
    services = request.app.state.services
    given = [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]
    async with services.database.transaction() as connection:
        deletion_id = await begin(connection, caller, EventFilters.read(given), services.clock)
    services.worker.wake_deleter()
    return await _progress(request, caller, public("del", deletion_id), {"HX-Trigger": "deletion-begun"})


@router.get("/events/deletions")
async def show_recent(request: Request, caller: Viewer) -> Response:
    """Those on their way, or over for a few minutes only."""
    services = request.app.state.services
    since = services.clock() - _RECENT
    async with services.database.snapshot() as connection:
        rows = await queries.recent(connection, caller.workspace_id, _MOST)
    shown = [
        (public("del", row.deletion_id), row)
        for row in rows
        if row.state == "running" or row.ended_at > since
    ]
    return fragment(request, "activity/deletion/recent.html", deletions=shown)


@router.get("/events/deletions/{deletion_id}")
async def show_progress(request: Request, caller: Viewer, deletion_id: str) -> Response:
    return await _progress(request, caller, deletion_id)


@router.post("/events/deletions/{deletion_id}/stop")
async def stop_it(request: Request, caller: Editor, deletion_id: str) -> Response:
    services = request.app.state.services
    found = parse("del", deletion_id)
    if found is None:
        raise NotFound("There is no such deletion.")
    async with services.database.transaction() as connection:
        await stop(connection, caller, found, services.clock)
    return await _progress(request, caller, deletion_id)


async def _progress(
    request: Request, caller: Caller, text: str, headers: dict[str, str] | None = None
) -> Response:
    """Once it is over the list is fetched anew."""
    found = parse("del", text)
    async with request.app.state.services.database.snapshot() as connection:
        row = await queries.one(connection, caller.workspace_id, found) if found else None
    if row is None:
        raise NotFound("There is no such deletion.")
    if row.state != "running":
        headers = {"HX-Trigger": "deletion-over"}
    context: dict[str, Any] = {"deletion": row, "deletion_id": text, "may_stop": caller.is_at_least("editor")}
    return fragment(request, "activity/deletion/progress.html", headers=headers, **context)
