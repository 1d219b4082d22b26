"""The API of conditions that are not saved yet."""

from fastapi import APIRouter, Request

from kenbun.access.http import Admin, errors
from kenbun.segments.defining.definitions import find_segment
from kenbun.segments.trying.shapes import PreviewShape, Trial
from kenbun.segments.trying.trial import try_out

router = APIRouter(prefix="/api/segments", tags=["segments"])


@router.post("/preview", summary="Preview conditions", responses=errors(404))
async def preview(request: Request, caller: Admin, trial: Trial) -> PreviewShape:
    """Who would be in by conditions that are not saved. Changes nothing."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        replacing = None
        if trial.replacing is not None:
            replacing = await find_segment(connection, caller.workspace_id, trial.replacing, "replacing")
        seen, words = await try_out(
            connection, caller.workspace_id, trial.kind, trial.conditions, replacing, services.clock
        )
    return PreviewShape.of(trial.kind, seen, words)
