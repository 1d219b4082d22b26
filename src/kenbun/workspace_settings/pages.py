"""Settings, Workspace: the form, the drawer that shows what a change would do, and how far results follow it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.analysis.foreseen import foresee_settings
from kenbun.database import Connection
from kenbun.kit.errors import Conflict
from kenbun.levels.dimensions import SCORED
from kenbun.levels.queries import all_bands_in_force
from kenbun.web.render import fragment, page
from kenbun.workspace_settings import forms
from kenbun.workspace_settings.change import change_settings
from kenbun.workspace_settings.preview import SettingsPreview, preview_settings
from kenbun.workspace_settings.reading import read_settings, read_versions
from kenbun.workspace_settings.settings import time_zones

router = APIRouter(prefix="/settings/workspace", include_in_schema=False)

_UNDERWAY = ("building", "weaving")


@router.get("")
async def show(request: Request, caller: Viewer) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        reading = await read_settings(connection, caller.workspace_id)
        versions = await read_versions(connection, caller.workspace_id)
    context = _form(caller, forms.filled(reading.settings)) | {
        "change": reading.change,
        "settings": reading.settings,
        "versions": versions,
    }
    return page(request, "workspace_settings/settings.html", **context)


@router.get("/change")
async def show_change(request: Request, caller: Viewer) -> Response:
    """How far results follow; once they do, the page is another."""
    async with request.app.state.services.database.snapshot() as connection:
        change = (await read_settings(connection, caller.workspace_id)).change
    if change is None or change.state not in _UNDERWAY:
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    return fragment(request, "workspace_settings/change.html", change=change)


@router.post("/preview")
async def preview(request: Request, caller: Admin) -> Response:
    """What is wrong with the form stands in the form; else the drawer says what saving would do."""
    services = request.app.state.services
    row = forms.typed(await request.form())
    checked = forms.read(row)
    if checked.patch is None:
        context = _form(caller, row, checked.errors)
        headers = {"HX-Retarget": "#settings-form"}
        return fragment(request, "workspace_settings/form.html", status=422, headers=headers, **context)
    seen = await preview_settings(services.database, caller.workspace_id, checked.patch, services.clock)
    moved = await foresee_settings(services.database, caller.workspace_id, services.clock, seen)
    async with services.database.snapshot() as connection:
        context = await _seen(connection, caller, seen)
    return fragment(request, "workspace_settings/preview.html", row=row, foreseen=moved, **context)


@router.post("")
async def save(request: Request, caller: Admin) -> Response:
    services = request.app.state.services
    row = forms.typed(await request.form())
    checked = forms.read(row)
    if checked.patch is None:
        raise Conflict("The form has changed meanwhile; open the preview again.")
    async with services.database.transaction() as connection:
        number = await change_settings(connection, caller, checked.patch, services.clock)
    if number is not None:
        services.worker.wake_builder()
    return Response(status_code=204, headers={"HX-Redirect": "/settings/workspace"})


def _form(caller: Caller, row: dict[str, str], errors: dict[str, str] | None = None) -> dict[str, Any]:
    may_edit = caller.is_at_least("admin")
    return {"row": row, "errors": errors or {}, "zones": time_zones(), "may_edit": may_edit}


async def _seen(connection: Connection, caller: Caller, seen: SettingsPreview) -> dict[str, Any]:
    """With the colours of levels by dimension, and which of them do not reach below 0 where scores will."""
    bands = await all_bands_in_force(connection, caller.workspace_id)
    old, new = seen.before.differences(seen.after)
    closed = [
        SCORED[name].title
        for name in SCORED
        if name in bands and bands[name].bands and all(band.min is not None for band in bands[name].bands)
    ]
    return {
        "seen": seen,
        "old": old,
        "new": new,
        "scored": SCORED,
        "colors": {name: {band.name: band.color for band in one.bands} for name, one in bands.items()},
        "closed_below": closed if new.get("negative_scores") else [],
    }
