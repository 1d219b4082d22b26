"""The API of triggers: what they are. See `firings_api` for what they have fired, and `simulation_api`."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from kenbun.access.http import Admin, Page, Viewer, errors
from kenbun.triggers import edit
from kenbun.triggers.definitions import find_trigger, list_triggers
from kenbun.triggers.drafts import TriggerChange, TriggerDraft
from kenbun.triggers.shapes import TRIGGER, TriggerList, TriggerShape

router = APIRouter(prefix="/api/triggers", tags=["triggers"])

TriggerId = Annotated[str, Path(examples=[TRIGGER])]


@router.get("", summary="List triggers", responses=errors(), response_model_exclude_unset=True)
async def list_all(request: Request, caller: Viewer, paging: Page) -> TriggerList:
    """By name."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await list_triggers(connection, caller.workspace_id)
    shown = [TriggerShape.of(one) for one in found[paging.offset : paging.offset + paging.limit]]
    return TriggerList(triggers=shown, total=len(found), page=paging.page, limit=paging.limit)


@router.post(
    "", status_code=201, summary="Add a trigger", responses=errors(409), response_model_exclude_unset=True
)
async def add(request: Request, caller: Admin, draft: TriggerDraft) -> TriggerShape:
    """With the fields of its kind. It fires for what happens from now on, not for those already there."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        return TriggerShape.of(await edit.add_trigger(connection, caller, draft, services.clock))


@router.get(
    "/{trigger_id}", summary="Get a trigger", responses=errors(404), response_model_exclude_unset=True
)
async def get(request: Request, caller: Viewer, trigger_id: TriggerId) -> TriggerShape:
    """What it waits for, and what comes of it."""
    async with request.app.state.services.database.snapshot() as connection:
        return TriggerShape.of(await find_trigger(connection, caller.workspace_id, trigger_id))


@router.patch(
    "/{trigger_id}",
    summary="Change a trigger",
    responses=errors(404, 409),
    response_model_exclude_unset=True,
)
async def change(
    request: Request, caller: Admin, trigger_id: TriggerId, change: TriggerChange
) -> TriggerShape:
    """What is left out stays. One that waits for something else, or was paused, fires for nothing that happened before;
    where it fires once, for whom it has fired it is done."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_trigger(connection, caller.workspace_id, trigger_id)
        changed = await edit.change_trigger(connection, caller, found.trigger_id, change, services.clock)
        return TriggerShape.of(changed)


@router.delete("/{trigger_id}", status_code=204, summary="Delete a trigger", responses=errors(404))
async def remove(request: Request, caller: Admin, trigger_id: TriggerId) -> Response:
    """With the history of its firings."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_trigger(connection, caller.workspace_id, trigger_id)
        await edit.remove_trigger(connection, caller, found.trigger_id, services.clock)
    return Response(status_code=204)
