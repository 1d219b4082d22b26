"""The page Filters: what keeps events from scoring, how much it does, and applying it to history."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.activity.lists import event_types
from kenbun.builder import vocabulary
from kenbun.events.filters import edit, forms, history, job_queries
from kenbun.events.filters.api import parse_filter
from kenbun.events.filters.drafts import FilterChange, read
from kenbun.events.filters.shapes import SimulationShape
from kenbun.events.filters.simulate import simulate
from kenbun.kit import ids
from kenbun.kit.errors import NotFound, Problem
from kenbun.web.links import Links
from kenbun.web.render import fragment, page

router = APIRouter(prefix="/filters", include_in_schema=False)

_DONE = {"HX-Trigger": "drawer-done, filters-changed"}


@router.get("")
async def show(request: Request, caller: Viewer) -> Response:
    return page(request, "events/filters/filters.html", **await _state(request, caller))


@router.get("/parts")
async def show_parts(request: Request, caller: Viewer) -> Response:
    """All that changes when a filter does."""
    return fragment(request, "events/filters/parts.html", **await _state(request, caller))


@router.post("/simulate")
async def try_out(request: Request, caller: Admin) -> Response:
    """What the filter in the form would have suppressed, as far as it is written."""
    services = request.app.state.services
    form = forms.typed(await request.form())
    seen, problem = None, None
    try:
        said = read(forms.draft_of(form))
        async with services.database.snapshot() as connection:
            seen = SimulationShape.of(
                await simulate(connection, caller.workspace_id, said, forms.days_of(form), services.clock())
            )
    except (ValidationError, Problem) as error:
        problem = next(iter(forms.errors_of(error).values()))
    return fragment(
        request,
        "events/filters/simulation.html",
        seen=seen,
        problem=problem,
        days=forms.days_of(form),
    )


@router.post("/history/preview")
async def preview_history(request: Request, caller: Admin) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        seen = await history.preview(connection, caller.workspace_id)
    return fragment(request, "events/filters/history_preview.html", seen=seen)


@router.post("/history")
async def apply(request: Request, caller: Admin) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await history.open_job(connection, caller, services.clock)
    services.worker.wake_filters()
    return await show_history(request, caller)


@router.get("/history")
async def show_history(request: Request, caller: Viewer) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        job = await job_queries.latest(connection, caller.workspace_id)
    headers = {"HX-Trigger": "filters-changed"} if job and job.state == "done" else None
    return fragment(
        request,
        "events/filters/history.html",
        headers=headers,
        job=job,
        may_edit=caller.is_at_least("admin"),
    )


@router.get("/new")
async def show_blank(request: Request, caller: Admin) -> Response:
    return await _form(request, caller, dict(forms.BLANK), "new")


@router.post("/new")
async def add(request: Request, caller: Admin) -> Response:
    services = request.app.state.services
    form = forms.typed(await request.form())
    try:
        draft = forms.draft_of(form)
        async with services.database.transaction() as connection:
            await edit.add_filter(connection, caller, draft, services.clock)
    except (ValidationError, Problem) as error:
        return await _form(request, caller, form, "new", forms.errors_of(error))
    return Response(status_code=204, headers=_DONE)


@router.get("/{filter_id}")
async def show_filter(request: Request, caller: Viewer, filter_id: str) -> Response:
    services = request.app.state.services
    known = parse_filter(filter_id)
    async with services.database.snapshot() as connection:
        row = await edit.get_filter(connection, caller.workspace_id, known, services.clock())
    return await _form(request, caller, forms.filled(row.said), filter_id)


@router.post("/{filter_id}")
async def change(request: Request, caller: Admin, filter_id: str) -> Response:
    services = request.app.state.services
    known = parse_filter(filter_id)
    form = forms.typed(await request.form())
    try:
        async with services.database.transaction() as connection:
            before = await edit.get_filter(connection, caller.workspace_id, known, services.clock())
            form["kind"] = before.said.kind
            draft = forms.draft_of(form)
            changed = FilterChange.model_validate(draft.model_dump(exclude={"kind"}, exclude_unset=True))
            await edit.change_filter(connection, caller, known, changed, services.clock)
    except NotFound:
        raise
    except (ValidationError, Problem) as error:
        return await _form(request, caller, form, filter_id, forms.errors_of(error))
    return Response(status_code=204, headers=_DONE)


@router.post("/{filter_id}/remove")
async def remove(request: Request, caller: Admin, filter_id: str) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await edit.remove_filter(connection, caller, parse_filter(filter_id), services.clock)
    return Response(status_code=204, headers=_DONE)


async def _form(
    request: Request,
    caller: Caller,
    form: dict[str, Any],
    place: str,
    errors: dict[str, str] | None = None,
) -> Response:
    wrong = errors or {}
    async with request.app.state.services.database.snapshot() as connection:
        types = await event_types(connection, caller.workspace_id)
    conditions = {path: text for path, text in wrong.items() if path.startswith("conditions")}
    return fragment(
        request,
        "events/filters/form.html",
        status=422 if wrong else 200,
        form=form,
        address=f"/filters/{place}",
        is_new=place == "new",
        may_edit=caller.is_at_least("admin"),
        errors=wrong,
        shown_at=forms.SHOWN_AT | conditions.keys(),
        condition_errors=json.dumps(conditions),
        vocabulary=vocabulary.of_events(),
        units=forms.UNITS,
        types=types,
    )


async def _state(request: Request, caller: Caller) -> dict[str, Any]:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        rows = await edit.list_filters(connection, caller.workspace_id, services.clock())
        job = await job_queries.latest(connection, caller.workspace_id)
    return {
        "links": Links(request, "/filters"),
        "rows": [(ids.public("flt", row.filter_id), row) for row in rows],
        "job": job,
        "may_edit": caller.is_at_least("admin"),
    }
