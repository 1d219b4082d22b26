"""The page Levels: the bands of each dimension over the scores there are, and the drawer to edit them in."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Admin, Viewer
from kenbun.analysis.foreseen import foresee_levels
from kenbun.analysis.tried import Foreseen
from kenbun.database import Connection
from kenbun.kit.errors import NotFound
from kenbun.kit.paging import Paging
from kenbun.levels import edit, forms
from kenbun.levels.bands import Bands
from kenbun.levels.dimensions import SCORED, Dimension
from kenbun.levels.drafts import COLORS, MOST_BANDS
from kenbun.levels.forms import Checked, Row
from kenbun.levels.histogram import histogram
from kenbun.levels.queries import bands_in_force
from kenbun.web.links import Links
from kenbun.web.render import fragment, page, wants_fragment

router = APIRouter(prefix="/levels", include_in_schema=False)

_VERSIONS_SHOWN = 20


@router.get("")
async def show(request: Request, caller: Viewer, dimension: str = "engagement") -> Response:
    known = _known(dimension)
    async with request.app.state.services.database.snapshot() as connection:
        bands = await bands_in_force(connection, caller.workspace_id, known)
        context = {
            **await _drawn(connection, caller, known, bands),
            "versions": (
                await edit.versions(connection, caller.workspace_id, known, Paging(1, _VERSIONS_SHOWN))
            )[0],
            "dimensions": SCORED,
            "links": Links(request),
        }
    return page(request, "levels/levels.html", **context)


@router.get("/{dimension}/edit")
async def show_form(request: Request, caller: Admin, dimension: str, version: int | None = None) -> Response:
    """With a version: its bands, to bring them back as they were or changed."""
    known = _known(dimension)
    if not wants_fragment(request):
        raise NotFound("This is a part of the page Levels.")
    async with request.app.state.services.database.snapshot() as connection:
        if version is None:
            bands = await bands_in_force(connection, caller.workspace_id, known)
        else:
            bands = await edit.bands_of(connection, caller.workspace_id, known, version)
        context = await _tried(connection, caller, known, forms.filled(bands), version)
    return fragment(request, "levels/form.html", **context)


@router.post("/{dimension}/rows")
async def change_rows(
    request: Request, caller: Admin, dimension: str, remove: int | None = None, version: int | None = None
) -> Response:
    """The form with a row more, or with one less."""
    known = _known(dimension)
    rows = await _rows(request)
    if remove is None:
        rows = forms.with_another(rows)[:MOST_BANDS]
    else:
        rows = [row for place, row in enumerate(rows) if place != remove]
    async with request.app.state.services.database.snapshot() as connection:
        context = await _tried(connection, caller, known, rows, version)
    return fragment(request, "levels/form.html", **context | {"fresh": remove is None})


@router.post("/{dimension}/try")
async def try_out(request: Request, caller: Admin, dimension: str) -> Response:
    """What stands beside the form while it is being filled in: who would move, and the bands over the scores."""
    known = _known(dimension)
    rows = await _rows(request)
    async with request.app.state.services.database.snapshot() as connection:
        context = await _tried(connection, caller, known, rows, None)
    return fragment(request, "levels/preview.html", **context)


@router.post("/{dimension}/segments")
async def show_segments(request: Request, caller: Admin, dimension: str) -> Response:
    """Which segments would change, behind the rest of the preview: that takes longer."""
    known = _known(dimension)
    services = request.app.state.services
    rows = await _rows(request)
    async with services.database.snapshot() as connection:
        before = await bands_in_force(connection, caller.workspace_id, known)
    drafts = forms.read(rows, before).drafts
    moved = Foreseen()
    if drafts is not None:
        moved = await foresee_levels(services.database, caller, services.clock, known, drafts)
    return fragment(request, "analysis/foreseen.html", foreseen=moved)


@router.post("/{dimension}")
async def save(request: Request, caller: Admin, dimension: str, version: int | None = None) -> Response:
    known = _known(dimension)
    services = request.app.state.services
    rows = await _rows(request)
    async with services.database.transaction() as connection:
        before = await bands_in_force(connection, caller.workspace_id, known)
        checked = forms.read(rows, before)
        if checked.drafts is None:
            context = await _tried(connection, caller, known, rows, version, show_all=True)
            return fragment(request, "levels/form.html", status=422, **context)
        await edit.put_bands(connection, caller, known, checked.drafts, services.clock, restored_from=version)
    return Response(status_code=204, headers={"HX-Redirect": f"/levels?dimension={known}"})


async def _tried(
    connection: Connection,
    caller: Caller,
    dimension: Dimension,
    rows: list[Row],
    version: int | None,
    *,
    show_all: bool = False,
) -> dict[str, Any]:
    """Of rows as typed: what is wrong with them, or what they would do. An unnamed new row is not yet wrong."""
    before = await bands_in_force(connection, caller.workspace_id, dimension)
    checked = forms.read(rows, before)
    seen = None
    if checked.drafts is not None:
        seen = await edit.preview(connection, caller.workspace_id, dimension, checked.drafts)
    return {
        **await _drawn(connection, caller, dimension, seen.bands if seen else before),
        "rows": rows,
        "errors": checked.errors if show_all else _worth_saying(checked, rows),
        "seen": seen,
        "colors": COLORS,
        "most": MOST_BANDS,
        "version": version,
        "fresh": False,
    }


async def _rows(request: Request) -> list[Row]:
    form = await request.form()
    return forms.typed({name: [str(value) for value in form.getlist(name)] for name in forms.FIELDS})


def _worth_saying(checked: Checked, rows: list[Row]) -> dict[str, str]:
    blank = {f"[{place}].name" for place, row in enumerate(rows) if not row["name"].strip()}
    return {path: text for path, text in checked.errors.items() if path not in blank}


async def _drawn(
    connection: Connection, caller: Caller, dimension: Dimension, bands: Bands
) -> dict[str, Any]:
    drafts = edit.drafts_of(bands)
    now = await edit.preview(connection, caller.workspace_id, dimension, drafts)
    return {
        "dimension": dimension,
        "scored": SCORED[dimension],
        "bands": bands,
        "sizes": {name: after for name, (_, after) in now.sizes.items()},
        "subjects": now.subjects,
        "histogram": await histogram(connection, caller.workspace_id, dimension, bands),
        "may_edit": caller.is_at_least("admin"),
    }


def _known(text: str) -> Dimension:
    for dimension in SCORED:
        if dimension == text:
            return dimension
    raise NotFound("There are no such levels.")
