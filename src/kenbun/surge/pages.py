"""Configure, Surges: the numbers of the rule, and the drawer that shows what others would give."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.analysis.foreseen_surges import foresee_surges
from kenbun.analysis.tried import Foreseen
from kenbun.kit.errors import Conflict
from kenbun.kit.ids import public
from kenbun.surge import forms
from kenbun.surge.change import change_numbers
from kenbun.surge.preview import preview_numbers
from kenbun.surge.settings import NAMES
from kenbun.surge.settings_queries import numbers_of
from kenbun.surge.state_queries import how_many_wait
from kenbun.web.render import fragment, page

router = APIRouter(prefix="/surges", include_in_schema=False)


@router.get("")
async def show(request: Request, caller: Viewer) -> Response:
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        numbers = await numbers_of(connection, caller.workspace_id)
        waiting = await how_many_wait(connection, caller.workspace_id, services.clock())
    context = _form(caller, forms.filled(numbers)) | {"waiting": waiting}
    return page(request, "surge/settings.html", **context)


@router.get("/waiting")
async def show_waiting(request: Request, caller: Viewer) -> Response:
    """How many accounts do not follow the numbers yet."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        waiting = await how_many_wait(connection, caller.workspace_id, services.clock())
    return fragment(request, "surge/waiting.html", waiting=waiting)


@router.post("/preview")
async def preview(request: Request, caller: Admin) -> Response:
    """What is wrong with the form stands in the form; else the drawer says what saving would do."""
    services = request.app.state.services
    row = forms.typed(await request.form())
    async with services.database.snapshot() as connection:
        before = await numbers_of(connection, caller.workspace_id)
    checked = forms.read(row, before)
    if checked.patch is None:
        context = _form(caller, row, checked.errors)
        headers = {"HX-Retarget": "#surge-form"}
        return fragment(request, "surge/form.html", status=422, headers=headers, **context)
    seen = await preview_numbers(services.database, caller.workspace_id, checked.patch, services.clock)
    old, new = seen.before.document(), seen.after.document()
    return fragment(
        request,
        "surge/preview.html",
        row=row,
        seen=seen,
        changed=[(name, old[name], new[name]) for name in NAMES if old[name] != new[name]],
        link=lambda account_id: f"/accounts/{public('acct', account_id)}?tab=surges",
    )


@router.post("/preview/segments")
async def show_segments(request: Request, caller: Admin) -> Response:
    """Which segments would change and which triggers have fired, behind the rest of the preview: that takes longer."""
    services = request.app.state.services
    place = (services.database, caller.workspace_id)
    async with services.database.snapshot() as connection:
        before = await numbers_of(connection, caller.workspace_id)
    checked = forms.read(forms.typed(await request.form()), before)
    moved = Foreseen()
    if checked.patch is not None:
        seen = await preview_numbers(*place, checked.patch, services.clock)
        moved = await foresee_surges(*place, services.clock, seen)
    return fragment(request, "analysis/foreseen.html", foreseen=moved)


@router.post("")
async def save(request: Request, caller: Admin) -> Response:
    services = request.app.state.services
    row = forms.typed(await request.form())
    async with services.database.transaction() as connection:
        checked = forms.read(row, await numbers_of(connection, caller.workspace_id))
        if checked.patch is None:
            raise Conflict("The form has changed meanwhile; open the preview again.")
        await change_numbers(connection, caller, checked.patch, services.clock)
    return Response(status_code=204, headers={"HX-Redirect": "/surges"})


def _form(caller: Caller, row: dict[str, str], errors: dict[str, str] | None = None) -> dict[str, Any]:
    return {"row": row, "errors": errors or {}, "may_edit": caller.is_at_least("admin")}
