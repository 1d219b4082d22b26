"""The API of filters before scoring."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from kenbun.access.http import Admin, Viewer, errors
from kenbun.events.filters import edit, history, job_queries
from kenbun.events.filters.drafts import FilterChange, FilterDraft, read
from kenbun.events.filters.shapes import (
    FilterList,
    FilterShape,
    HistoryJobShape,
    HistoryPreviewShape,
    SimulationRequest,
    SimulationShape,
)
from kenbun.events.filters.simulate import simulate
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse

router = APIRouter(prefix="/api/filters", tags=["filters"])

FilterId = Annotated[str, Path(examples=["flt_0192f0c1a5b77e3c8d2e4f6071829304"])]


@router.get("", summary="List filters", responses=errors())
async def list_all(request: Request, caller: Viewer) -> FilterList:
    """With how many events each suppresses."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        rows = await edit.list_filters(connection, caller.workspace_id, services.clock())
    return FilterList(filters=[FilterShape.of(row) for row in rows])


@router.post("", status_code=201, summary="Add a filter", responses=errors(409))
async def add(request: Request, caller: Admin, draft: FilterDraft) -> FilterShape:
    """For events from now on; what is stored follows when filters are applied to history."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        row = await edit.add_filter(connection, caller, draft, services.clock)
    return FilterShape.of(row)


@router.post("/simulate", summary="Try a filter", responses=errors())
async def try_out(request: Request, caller: Admin, asked: SimulationRequest) -> SimulationShape:
    """What it alone would have suppressed over the last days. Changes nothing."""
    services = request.app.state.services
    said = read(asked.draft())
    async with services.database.snapshot() as connection:
        seen = await simulate(connection, caller.workspace_id, said, asked.days, services.clock())
    return SimulationShape.of(seen)


@router.post("/apply-to-history/preview", summary="Preview filters on history", responses=errors())
async def preview(request: Request, caller: Admin) -> HistoryPreviewShape:
    """What applying the filters in force to all that is stored would change. Changes nothing."""
    async with request.app.state.services.database.snapshot() as connection:
        seen = await history.preview(connection, caller.workspace_id)
    return HistoryPreviewShape(suppressed=seen.suppressed, freed=seen.freed, leads=seen.leads)


@router.post("/apply-to-history", status_code=202, summary="Apply filters to history", responses=errors(409))
async def apply(request: Request, caller: Admin) -> HistoryJobShape:
    """Judges all that is stored by the filters in force, in the background; scores follow. Fires nothing."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await history.open_job(connection, caller, services.clock)
        job = await job_queries.latest(connection, caller.workspace_id)
    services.worker.wake_filters()
    return HistoryJobShape.of(job)


@router.get("/apply-to-history", summary="Follow filters being applied", responses=errors(404))
async def follow(request: Request, caller: Viewer) -> HistoryJobShape:
    """How far the latest application of filters to history has come."""
    async with request.app.state.services.database.snapshot() as connection:
        job = await job_queries.latest(connection, caller.workspace_id)
    if job is None:
        raise NotFound("Filters have not been applied to history.")
    return HistoryJobShape.of(job)


@router.get("/{filter_id}", summary="Get a filter", responses=errors(404))
async def get(request: Request, caller: Viewer, filter_id: FilterId) -> FilterShape:
    """With how many events it suppresses."""
    services = request.app.state.services
    known = parse_filter(filter_id)
    async with services.database.snapshot() as connection:
        return FilterShape.of(await edit.get_filter(connection, caller.workspace_id, known, services.clock()))


@router.patch("/{filter_id}", summary="Change a filter", responses=errors(404, 409))
async def change(request: Request, caller: Admin, filter_id: FilterId, change: FilterChange) -> FilterShape:
    """What is left out stays. It holds for events from then on."""
    services = request.app.state.services
    known = parse_filter(filter_id)
    async with services.database.transaction() as connection:
        row = await edit.change_filter(connection, caller, known, change, services.clock)
    return FilterShape.of(row)


@router.delete("/{filter_id}", status_code=204, summary="Remove a filter", responses=errors(404, 409))
async def remove(request: Request, caller: Admin, filter_id: FilterId) -> Response:
    """What it has suppressed stays so until filters are applied to history."""
    services = request.app.state.services
    known = parse_filter(filter_id)
    async with services.database.transaction() as connection:
        await edit.remove_filter(connection, caller, known, services.clock)
    return Response(status_code=204)


def parse_filter(text: str) -> UUID:
    found = parse("flt", text)
    if found is None:
        raise NotFound("There is no such filter.", field="filter_id")
    return found
