"""A field of a lead in the drawer: set by hand, released, and where its values came from."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Viewer
from kenbun.identity.roots import find_lead
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.leads.field_edits import edit_fields
from kenbun.mapping.one_field import field_of
from kenbun.web.render import fragment, wants_fragment

router = APIRouter(include_in_schema=False)


@router.get("/leads/{lead_id}/field")
async def show(request: Request, caller: Viewer, lead_id: str, name: str = "") -> Response:
    if not wants_fragment(request):
        return RedirectResponse(f"/leads/{lead_id}", status_code=303)
    return await _drawn(request, caller, lead_id, name)


@router.post("/leads/{lead_id}/field")
async def save(
    request: Request,
    caller: Editor,
    lead_id: str,
    name: Annotated[str, Form()] = "",
    value: Annotated[str, Form()] = "",
    release: Annotated[str, Form()] = "",
) -> Response:
    """Set by hand to the value, or released."""
    services = request.app.state.services
    try:
        if not release and not value.strip():
            raise Invalid(
                "Write a value. What calls say shows again once the field is released.", field="value"
            )
        async with services.database.transaction() as connection:
            found = await find_lead(connection, caller.workspace_id, lead_id)
            values = {name: None if release else value}
            await edit_fields(connection, caller, "lead", found, values, services.clock, by_hand=True)
    except Invalid as problem:
        return await _drawn(request, caller, lead_id, name, status=422, typed=value, problem=problem.detail)
    return Response(status_code=204, headers={"HX-Refresh": "true"})


async def _drawn(
    request: Request,
    caller: Caller,
    lead_id: str,
    name: str,
    *,
    status: int = 200,
    typed: str | None = None,
    problem: str | None = None,
) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        view = await field_of(connection, caller.workspace_id, "lead", found, name)
    context: dict[str, Any] = {
        "lead_id": public("ld", found),
        "view": view,
        "typed": typed if typed is not None else view.shown.value if view.shown else "",
        "problem": problem,
        "may_edit": caller.is_at_least("editor"),
    }
    return fragment(request, "leads/field.html", status=status, **context)
