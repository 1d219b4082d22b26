"""One trigger: what it waits for is chosen, read out and tried on the past here."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.access.workspaces import get_workspace
from kenbun.builder import vocabulary as builder
from kenbun.kit.errors import Invalid, NotFound, Problem
from kenbun.kit.ids import public
from kenbun.segments.builder.forms import errors_of, of_conditions
from kenbun.segments.builder.subjects import subjects_of
from kenbun.triggers.builder import forms
from kenbun.triggers.builder.choices import choices_of
from kenbun.triggers.builder.forms import Form
from kenbun.triggers.builder.offers import starters_of
from kenbun.triggers.builder.simulated import DAYS, simulated
from kenbun.triggers.builder.titles import HINTS, TITLES
from kenbun.triggers.builder.tried import tried
from kenbun.triggers.definitions import Trigger, find_trigger
from kenbun.triggers.edit import add_trigger, change_trigger
from kenbun.triggers.naming import names_of
from kenbun.triggers.words import does, sentence
from kenbun.web.render import fragment, page

router = APIRouter(prefix="/configure/triggers", include_in_schema=False)


@router.get("/new")
async def show_blank(
    request: Request, caller: Admin, kind: str = "", subject: str = "lead", template: str = ""
) -> Response:
    """The kinds to choose from and ready-made triggers, or a blank of one of them."""
    if kind:
        return await _editor(request, caller, Form.blank(kind, subject), None)
    async with request.app.state.services.database.snapshot() as connection:
        starters = await starters_of(connection, caller.workspace_id)
    chosen = next((one for one in starters if one.starter.name == template), None)
    if chosen is not None:
        form = forms.filled({**chosen.document, "name": chosen.starter.title})
        return await _editor(request, caller, form, None, is_changed=True)
    return page(request, "triggers/configure/choose.html", starters=starters, titles=TITLES, hints=HINTS)


@router.post("/new")
async def add(request: Request, caller: Admin) -> Response:
    services = request.app.state.services
    form = forms.typed(await request.form())
    try:
        draft = forms.draft_of(form)
        async with services.database.transaction() as connection:
            made = await add_trigger(connection, caller, draft, services.clock)
    except (ValidationError, Problem) as error:
        return await _editor(request, caller, form, None, errors_of(error), is_changed=True)
    return _saved(made)


@router.post("/words")
async def read_out(request: Request, caller: Viewer) -> Response:
    """The sentence under the form; or what is wrong, told at the condition that it is wrong with."""
    form = forms.typed(await request.form())
    async with request.app.state.services.database.snapshot() as connection:
        found = await tried(connection, caller.workspace_id, form)
        names = await names_of(connection, caller.workspace_id)
    words, acts = None, None
    if found.draft is not None and found.definition is not None:
        said = {"kind": found.draft.kind, "subject": found.draft.subject, **found.definition.document()}
        words, acts = sentence(said, names), does(said["outputs"], names)
    return fragment(
        request,
        "triggers/configure/words.html",
        words=words,
        does=acts,
        problem=found.problem,
        errors=json.dumps(of_conditions(found.errors)),
    )


@router.post("/simulate")
async def try_on_the_past(request: Request, caller: Admin) -> Response:
    """What the trigger in the form would have fired. Nothing is written or sent."""
    services = request.app.state.services
    sent = await request.form()
    form, days = forms.typed(sent), forms.days_of(sent, DAYS)
    async with services.database.snapshot() as connection:
        found = await tried(connection, caller.workspace_id, form)
        problem, made = found.problem, None
        if problem is None:
            workspace = await get_workspace(connection, caller.workspace_id)
            try:
                made = await simulated(connection, workspace, found, days, services.clock())
            except Invalid as refused:
                problem = refused.detail
    return fragment(
        request,
        "triggers/configure/simulation.html",
        found=made,
        days=days,
        subject=form.subject,
        problem=problem,
    )


@router.get("/{trigger_id}/edit")
async def show_form(request: Request, caller: Viewer, trigger_id: str) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        trigger = await find_trigger(connection, caller.workspace_id, trigger_id)
    return await _editor(request, caller, forms.filled(trigger.document()), trigger)


@router.post("/{trigger_id}/edit")
async def change(request: Request, caller: Admin, trigger_id: str) -> Response:
    services = request.app.state.services
    form = forms.typed(await request.form())
    async with services.database.snapshot() as connection:
        trigger = await find_trigger(connection, caller.workspace_id, trigger_id)
    try:
        asked = forms.change_of(form)
        async with services.database.transaction() as connection:
            made = await change_trigger(connection, caller, trigger.trigger_id, asked, services.clock)
    except (ValidationError, Problem) as error:
        if isinstance(error, NotFound):
            raise
        return await _editor(request, caller, form, trigger, errors_of(error), is_changed=True)
    return _saved(made)


async def _editor(
    request: Request,
    caller: Caller,
    form: Form,
    trigger: Trigger | None,
    errors: dict[str, str] | None = None,
    *,
    is_changed: bool = False,
) -> Response:
    wrong = errors or {}
    async with request.app.state.services.database.snapshot() as connection:
        choices = await choices_of(connection, caller.workspace_id, form.subject)
    context: dict[str, Any] = {
        "form": form,
        "id": public("trg", trigger.trigger_id) if trigger else None,
        "saved": trigger,
        "choices": choices,
        "titles": TITLES,
        "hints": HINTS,
        "units": forms.UNITS,
        "simulated_days": DAYS,
        "vocabulary": builder.of(subjects_of(choices.known), choices.event_types),
        "offers": choices.offers,
        "errors": wrong,
        "condition_errors": json.dumps(of_conditions(wrong)),
        "output_errors": json.dumps(
            {path: text for path, text in wrong.items() if path.startswith("outputs[")}
        ),
        "shown_at": forms.shown_at(wrong),
        "is_changed": is_changed,
        "may_configure": caller.is_at_least("admin"),
    }
    return page(request, "triggers/configure/editor.html", status=422 if wrong else 200, **context)


def _saved(trigger: Trigger) -> Response:
    address = f"/configure/triggers/{public('trg', trigger.trigger_id)}?saved=yes"
    return RedirectResponse(address, status_code=303)
