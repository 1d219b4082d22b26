"""The page Conversions: what counts as one, and how many leads did it."""

from typing import Any

from fastapi import APIRouter, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.activity.lists import event_types
from kenbun.analysis.foreseen_conversions import preview_conversion
from kenbun.conversions import definitions
from kenbun.conversions.definitions import Draft
from kenbun.kit.errors import NotFound, Problem
from kenbun.kit.ids import parse, public
from kenbun.mapping.custom_fields import all_fields
from kenbun.web.render import fragment, page

router = APIRouter(prefix="/conversions", include_in_schema=False)

_BLANK = {"name": "", "event_type": "", "field": "", "value": ""}


@router.get("")
async def show(request: Request, caller: Viewer) -> Response:
    return page(request, "conversions/conversions.html", **await _state(request, caller))


@router.post("")
async def add(request: Request, caller: Admin) -> Response:
    form, draft = await _sent(request)
    services = request.app.state.services
    try:
        async with services.database.transaction() as connection:
            await definitions.add_definition(connection, caller, draft, services.clock)
    except Problem as problem:
        return await _table(request, caller, form, {problem.field or "name": problem.detail})
    added = await _table(request, caller)
    added.headers["HX-Trigger"] = "drawer-done"
    return added


@router.post("/preview")
async def preview(request: Request, caller: Admin) -> Response:
    """What is wrong with the form stands in the form; else the drawer says what adding it would do."""
    form, draft = await _sent(request)
    services = request.app.state.services
    try:
        seen = await preview_conversion(services.database, caller, services.clock, draft)
    except Problem as problem:
        refused = await _table(request, caller, form, {problem.field or "name": problem.detail})
        refused.headers["HX-Retarget"] = "#conversions"
        return refused
    return fragment(request, "conversions/preview.html", seen=seen, form=form)


@router.post("/{conversion_id}/remove")
async def remove(request: Request, caller: Admin, conversion_id: str) -> Response:
    services = request.app.state.services
    found = parse("conv", conversion_id)
    if found is None:
        raise NotFound("There is no such conversion.")
    async with services.database.transaction() as connection:
        await definitions.remove_definition(connection, caller, found, services.clock)
    return await _table(request, caller)


async def _sent(request: Request) -> tuple[dict[str, str], Draft]:
    sent = await request.form()
    form = {name: str(sent.get(name, "")).strip() for name in _BLANK}
    return form, Draft(form["name"], *(form[name] or None for name in ("event_type", "field", "value")))


async def _table(
    request: Request,
    caller: Caller,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    state = await _state(request, caller) | {"form": form or _BLANK, "errors": errors or {}}
    return fragment(request, "conversions/table.html", status=422 if errors else 200, **state)


async def _state(request: Request, caller: Caller) -> dict[str, Any]:
    async with request.app.state.services.database.snapshot() as connection:
        found = await definitions.list_definitions(connection, caller.workspace_id)
        types = await event_types(connection, caller.workspace_id)
        fields = await all_fields(connection, caller.workspace_id)
    return {
        "rows": [(public("conv", one.definition_id), one) for one in found],
        "types": types,
        "fields": sorted(name for subject, name in fields.every if subject == "lead"),
        "may_edit": caller.is_at_least("admin"),
        "form": _BLANK,
        "errors": {},
    }
