"""The API of levels."""

import re
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request

from kenbun.access.http import Admin, Page, Viewer, errors
from kenbun.analysis.foreseen import foresee_levels
from kenbun.kit.errors import NotFound
from kenbun.levels import edit
from kenbun.levels.dimensions import DIMENSIONS, Dimension
from kenbun.levels.drafts import MOST_BANDS, BandDraft
from kenbun.levels.histogram import histogram
from kenbun.levels.queries import bands_in_force
from kenbun.levels.shapes import (
    DimensionLevels,
    EditedLevels,
    HistogramShape,
    LevelList,
    PreviewShape,
    VersionList,
    VersionShape,
)

router = APIRouter(prefix="/api/levels", tags=["levels"])

_COLD_AND_HOT = [
    {"name": "Cold", "min": 0, "max": 49, "color": "blue"},
    {"name": "Hot", "min": 50, "max": 99, "color": "orange"},
]
Drafts = Annotated[
    list[BandDraft], Body(max_length=MOST_BANDS, openapi_examples={"two levels": {"value": _COLD_AND_HOT}})
]
DimensionName = Annotated[str, Path(description=f"One of {', '.join(DIMENSIONS)}.", examples=["engagement"])]
Number = Annotated[str, Path(examples=["1"])]


@router.get("", summary="List levels", responses=errors())
async def list_levels(
    request: Request, caller: Viewer, dimension: Annotated[Dimension | None, Query()] = None
) -> LevelList:
    """The levels in force."""
    async with request.app.state.services.database.snapshot() as connection:
        found = [
            DimensionLevels.of(one, await bands_in_force(connection, caller.workspace_id, one))
            for one in ([dimension] if dimension else DIMENSIONS)
        ]
    return LevelList(dimensions=found)


@router.put("/{dimension}", summary="Change levels", responses=errors(404))
async def put(request: Request, caller: Admin, dimension: DimensionName, drafts: Drafts) -> EditedLevels:
    """All levels of the dimension, in force at once, as a new version. Ranges may not overlap."""
    services = request.app.state.services
    known = _dimension(dimension)
    async with services.database.transaction() as connection:
        edited = await edit.put_bands(connection, caller, known, drafts, services.clock)
    return EditedLevels.made(known, edited)


@router.post("/{dimension}/preview", summary="Preview levels", responses=errors(404))
async def try_out(request: Request, caller: Admin, dimension: DimensionName, drafts: Drafts) -> PreviewShape:
    """Who would move between levels, from the scores as they are. Changes nothing."""
    known = _dimension(dimension)
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        seen = await edit.preview(connection, caller.workspace_id, known, drafts)
    moved = await foresee_levels(services.database, caller, services.clock, known, drafts)
    return PreviewShape.of(seen, *moved)


@router.get("/{dimension}/versions", summary="List versions of levels", responses=errors(404))
async def list_versions(
    request: Request, caller: Viewer, dimension: DimensionName, paging: Page
) -> VersionList:
    """Who changed them and when, the latest first."""
    known = _dimension(dimension)
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await edit.versions(connection, caller.workspace_id, known, paging)
    shapes = [VersionShape.of(version) for version in found]
    return VersionList(versions=shapes, total=total, page=paging.page, limit=paging.limit)


@router.post("/{dimension}/versions/{version}/restore", summary="Restore levels", responses=errors(404))
async def restore(request: Request, caller: Admin, dimension: DimensionName, version: Number) -> EditedLevels:
    """Brings the levels of that version back, as a new version."""
    known = _dimension(dimension)
    services = request.app.state.services
    async with services.database.transaction() as connection:
        edited = await edit.restore(connection, caller, known, _number(version), services.clock)
    return EditedLevels.made(known, edited)


@router.get("/{dimension}/distribution", summary="Distribution of scores", responses=errors(404))
async def show_distribution(request: Request, caller: Viewer, dimension: DimensionName) -> HistogramShape:
    """How many leads or accounts there are by score, in at most some fifty bars."""
    known = _dimension(dimension)
    async with request.app.state.services.database.snapshot() as connection:
        bands = await bands_in_force(connection, caller.workspace_id, known)
        found = await histogram(connection, caller.workspace_id, known, bands)
    return HistogramShape.of(known, found)


def _dimension(text: str) -> Dimension:
    for dimension in DIMENSIONS:
        if dimension == text:
            return dimension
    raise NotFound(f"Levels are of {', '.join(DIMENSIONS)}.", field="dimension")


def _number(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise NotFound("There is no such version of these levels.", field="version")
    return int(text)
