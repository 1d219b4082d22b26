"""The API of what triggers have fired, and of what was held back."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from kenbun.access.http import Admin, Page, Viewer, errors
from kenbun.database import Connection
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.kit.paging import Paging
from kenbun.triggers.api import TriggerId
from kenbun.triggers.builder import shown_queries
from kenbun.triggers.builder.shown_queries import Asked
from kenbun.triggers.definitions import find_trigger
from kenbun.triggers.export import lines, note_export
from kenbun.triggers.firing_shapes import Choice, DecidedShape, FiringList, FiringShape, State, Whom
from kenbun.triggers.held import Chosen, discard, release
from kenbun.triggers.message import shown_as
from kenbun.triggers.told import what_happened

router = APIRouter(prefix="/api/triggers", tags=["triggers"])

_State = Annotated[State | None, Query(description="Those alone that are so.")]
_Because = Annotated[
    str | None, Query(max_length=100, description="Those alone held back by this.", examples=["publish"])
]
_CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {"text/csv": {"schema": {"type": "string"}, "example": "firing_id,at\r\n"}},
    }
}


@router.get("/firings", summary="List firings of all triggers", responses=errors())
async def list_all(
    request: Request, caller: Viewer, paging: Page, state: _State = None, because: _Because = None
) -> FiringList:
    """The latest first. With `state=held_back`: what publishing, imports, merges and the like would have set off."""
    async with request.app.state.services.database.snapshot() as connection:
        return await _listed(connection, Asked(caller.workspace_id, None, state, because), paging)


@router.post("/firings/release", summary="Release firings that were held back", responses=errors(404))
async def release_some(request: Request, caller: Admin, choice: Choice) -> DecidedShape:
    """They are sent as if they had just happened; at most 5,000 at once, the oldest first."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        chosen = await _chosen(connection, caller.workspace_id, choice)
        return DecidedShape.of(await release(connection, caller, chosen, services.clock))


@router.post("/firings/discard", summary="Discard firings that were held back", responses=errors(404))
async def discard_some(request: Request, caller: Admin, choice: Choice) -> DecidedShape:
    """Nothing comes of them; they stay in the history."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        chosen = await _chosen(connection, caller.workspace_id, choice)
        return DecidedShape.of(await discard(connection, caller, chosen, services.clock))


@router.get("/{trigger_id}/firings", summary="List firings of a trigger", responses=errors(404))
async def list_of_one(
    request: Request, caller: Viewer, trigger_id: TriggerId, paging: Page, state: _State = None
) -> FiringList:
    """The latest first, each with what caused it."""
    async with request.app.state.services.database.snapshot() as connection:
        trigger = await find_trigger(connection, caller.workspace_id, trigger_id)
        asked = Asked(caller.workspace_id, trigger.trigger_id, state)
        return await _listed(connection, asked, paging)


@router.get(
    "/{trigger_id}/firings/export",
    summary="Export firings of a trigger",
    response_class=StreamingResponse,
    responses=errors(404, 429) | _CSV,
)
async def export(request: Request, caller: Viewer, trigger_id: TriggerId) -> StreamingResponse:
    """All of them as CSV, the latest first. A cell that a spreadsheet would take for a formula has an apostrophe before
    it."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        trigger = await find_trigger(connection, caller.workspace_id, trigger_id)
    name = await note_export(services.database, caller, trigger, services.clock)
    return StreamingResponse(
        lines(services.database, caller.workspace_id, trigger.trigger_id),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _listed(connection: Connection, asked: Asked, paging: Paging) -> FiringList:
    rows = await shown_queries.listed(connection, asked, paging)
    total = await shown_queries.count(connection, asked)
    shown = await shown_as(connection, asked.workspace_id, rows)
    firings = [
        FiringShape(
            id=public("fir", row.firing_id),
            trigger_id=public("trg", row.trigger_id),
            trigger=row.trigger,
            at=row.at,
            cause=row.cause,
            words=what_happened(row.kind, row.cause),
            state=row.state,
            held_because=row.held_because,
            chain=row.chain,
            **Whom.of_subject(row.subject, shown[row.firing_id][0]),
        )
        for row in rows
    ]
    return FiringList(firings=firings, total=total, page=paging.page, limit=paging.limit)


async def _chosen(connection: Connection, workspace_id: Any, choice: Choice) -> Chosen:
    """Raises NotFound naming what there is not."""
    trigger_id = None
    if choice.trigger_id is not None:
        trigger_id = (await find_trigger(connection, workspace_id, choice.trigger_id)).trigger_id
    if choice.ids is None:
        return Chosen(None, trigger_id, choice.because)
    ids = []
    for place, text in enumerate(choice.ids):
        found = parse("fir", text)
        if found is None:
            raise NotFound("There is no such firing.", field=f"ids[{place}]")
        ids.append(found)
    return Chosen(ids, trigger_id, choice.because)
