"""One segment: what it asks for is built, read out and tried here; what it was before can be had again."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.activity.lists import event_types
from kenbun.builder import vocabulary as builder
from kenbun.kit.errors import NotFound, Problem
from kenbun.kit.ids import parse, public
from kenbun.segments.builder import forms
from kenbun.segments.builder.forms import Form, kind_of
from kenbun.segments.builder.past import past_of
from kenbun.segments.builder.seen import Place, seen_of
from kenbun.segments.builder.starters import starter_named
from kenbun.segments.builder.subjects import subjects_of
from kenbun.segments.builder.tried import tried
from kenbun.segments.defining.definitions import Segment, find_segment
from kenbun.segments.defining.drafts import SegmentChange
from kenbun.segments.defining.edit import add_segment, change_segment, restore_version
from kenbun.segments.language.vocabulary import vocabulary
from kenbun.web.render import fragment, page

router = APIRouter(prefix="/configure/segments", include_in_schema=False)

_TOLD = {"yes": "Saved.", "copy": "This is the copy. It is not active: nobody is in it before you say so."}


@router.get("/new")
async def show_blank(request: Request, caller: Admin, kind: str = "lead", template: str = "") -> Response:
    known = kind_of(kind)
    starter = starter_named(template, known)
    form = Form(known)
    if starter is not None:
        form = Form(known, starter.title, starter.why, True, json.dumps(starter.conditions))
    return await _editor(request, caller, form, None, is_changed=starter is not None)


@router.post("/new")
async def add(request: Request, caller: Admin) -> Response:
    services = request.app.state.services
    form = forms.typed(await request.form())
    try:
        draft = forms.draft_of(form)
        async with services.database.transaction() as connection:
            made = await add_segment(connection, caller, draft, services.clock)
    except (ValidationError, Problem) as error:
        return await _editor(request, caller, form, None, forms.errors_of(error), is_changed=True)
    return _saved(made)


@router.post("/words")
async def read_out(request: Request, caller: Viewer) -> Response:
    """The sentence under the builder; or what is wrong, told at the condition that it is wrong with."""
    sent = await request.form()
    form = forms.typed(sent)
    async with request.app.state.services.database.snapshot() as connection:
        found = await tried(connection, caller.workspace_id, form, str(sent.get("segment_id", "")))
    return fragment(
        request,
        "segments/configure/words.html",
        kind=form.kind,
        words=found.words,
        problem=found.problem,
        errors=json.dumps(found.errors),
    )


@router.post("/preview")
async def preview(request: Request, caller: Admin) -> Response:
    """Who the conditions in the form would take in, and how many each of them would alone."""
    services = request.app.state.services
    sent = await request.form()
    form, segment_id = forms.typed(sent), str(sent.get("segment_id", ""))
    async with services.database.snapshot() as connection:
        found = await tried(connection, caller.workspace_id, form, segment_id)
        seen = None
        if found.tree is not None:
            place = Place(caller.workspace_id, form.kind, caller.time_zone, services.clock())
            seen = await seen_of(connection, place, found, parse("seg", segment_id))
    return fragment(
        request, "segments/configure/preview.html", kind=form.kind, seen=seen, problem=found.problem
    )


@router.get("/{segment_id}")
async def show_segment(request: Request, caller: Viewer, segment_id: str, saved: str = "") -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        segment = await find_segment(connection, caller.workspace_id, segment_id)
    form = forms.filled(segment.kind, segment.definition)
    return await _editor(request, caller, form, segment, told=_TOLD.get(saved))


@router.post("/{segment_id}")
async def change(request: Request, caller: Admin, segment_id: str) -> Response:
    services = request.app.state.services
    form = forms.typed(await request.form())
    async with services.database.snapshot() as connection:
        segment = await find_segment(connection, caller.workspace_id, segment_id)
    try:
        draft = forms.draft_of(form)
        asked = SegmentChange(**draft.model_dump(exclude={"kind"}))
        async with services.database.transaction() as connection:
            made = await change_segment(connection, caller, segment.segment_id, asked, services.clock)
    except (ValidationError, Problem) as error:
        if isinstance(error, NotFound):
            raise
        return await _editor(request, caller, form, segment, forms.errors_of(error), is_changed=True)
    return _saved(made)


@router.get("/{segment_id}/progress")
async def show_progress(request: Request, caller: Viewer, segment_id: str) -> Response:
    """How far working out its members has come; asked for again until that is done."""
    async with request.app.state.services.database.snapshot() as connection:
        segment = await find_segment(connection, caller.workspace_id, segment_id)
    return fragment(request, "segments/configure/progress.html", id=segment_id, saved=segment)


@router.get("/{segment_id}/history")
async def show_history(request: Request, caller: Viewer, segment_id: str) -> Response:
    return await _history(request, caller, segment_id, None)


@router.post("/{segment_id}/restore/{number}")
async def restore(request: Request, caller: Admin, segment_id: str, number: int) -> Response:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        segment = await find_segment(connection, caller.workspace_id, segment_id)
    try:
        async with services.database.transaction() as connection:
            await restore_version(connection, caller, segment.segment_id, number, services.clock)
    except Problem as problem:
        if isinstance(problem, NotFound):
            raise
        return await _history(request, caller, segment_id, problem.detail)
    address = f"/configure/segments/{segment_id}?saved=yes"
    return Response(status_code=204, headers={"HX-Redirect": address})


async def _history(request: Request, caller: Caller, segment_id: str, problem: str | None) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        segment = await find_segment(connection, caller.workspace_id, segment_id)
        past = await past_of(connection, caller.workspace_id, segment)
    return fragment(
        request,
        "segments/configure/history.html",
        status=422 if problem else 200,
        id=segment_id,
        segment=segment,
        versions=past,
        may_configure=caller.is_at_least("admin"),
        problem=problem,
    )


async def _editor(
    request: Request,
    caller: Caller,
    form: Form,
    segment: Segment | None,
    errors: dict[str, str] | None = None,
    *,
    told: str | None = None,
    is_changed: bool = False,
) -> Response:
    wrong = errors or {}
    of_conditions = forms.of_conditions(wrong)
    place = public("seg", segment.segment_id) if segment else "new"
    async with request.app.state.services.database.snapshot() as connection:
        known = await vocabulary(connection, caller.workspace_id, form.kind)
        types = await event_types(connection, caller.workspace_id)
    context: dict[str, Any] = {
        "form": form,
        "id": place,
        "saved": segment,
        "vocabulary": builder.of(subjects_of(known, place), [one.name for one in types]),
        "errors": wrong,
        "condition_errors": json.dumps(of_conditions),
        "shown_at": forms.SHOWN_AT | of_conditions.keys(),
        "told": told,
        "is_changed": is_changed,
        "may_configure": caller.is_at_least("admin"),
    }
    return page(request, "segments/configure/editor.html", status=422 if wrong else 200, **context)


def _saved(segment: Segment) -> Response:
    address = f"/configure/segments/{public('seg', segment.segment_id)}?saved=yes"
    return RedirectResponse(address, status_code=303)
