"""The API of simulations: what a trigger would have fired in past days. Nothing is sent, nothing is saved."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from kenbun.access.http import Admin, errors
from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection
from kenbun.kit.text import line
from kenbun.services import Services
from kenbun.triggers.api import TriggerId
from kenbun.triggers.check import checked
from kenbun.triggers.definitions import Trigger, find_trigger
from kenbun.triggers.drafts import LONGEST_NAME, TriggerDraft
from kenbun.triggers.edit import drafted
from kenbun.triggers.firing_shapes import SimulationShape
from kenbun.triggers.simulate import MOST_DAYS, simulate

router = APIRouter(prefix="/api/triggers", tags=["triggers"])

Days = Annotated[int, Query(ge=1, le=MOST_DAYS, description="So many days back, up to now.")]
_NOBODY = UUID(int=0)


@router.post("/simulate", summary="Simulate a trigger that is not saved", responses=errors(409))
async def simulate_draft(
    request: Request, caller: Admin, draft: TriggerDraft, days: Days = 30
) -> SimulationShape:
    """How often it would have fired, for whom and when, as if it had waited all along."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        trigger = await drafted_trigger(connection, caller.workspace_id, draft, services)
        return await _simulated(connection, caller.workspace_id, trigger, days, services)


@router.post("/{trigger_id}/simulate", summary="Simulate a trigger", responses=errors(404))
async def simulate_saved(
    request: Request, caller: Admin, trigger_id: TriggerId, days: Days = 30
) -> SimulationShape:
    """Likewise, of one that is there, active or not."""
    services = request.app.state.services
    async with services.database.snapshot() as connection:
        trigger = await find_trigger(connection, caller.workspace_id, trigger_id)
        return await _simulated(connection, caller.workspace_id, trigger, days, services)


async def drafted_trigger(
    connection: Connection, workspace_id: UUID, draft: TriggerDraft, services: Services
) -> Trigger:
    """As it would be saved, under a name that may be taken. Raises Invalid."""
    now, name = services.clock(), line(draft.name, "name", LONGEST_NAME)
    # two of one name are no matter as long as nothing is saved
    given = replace(drafted(draft), name=f"{name[:60]} {now.timestamp()}")
    definition = await checked(connection, workspace_id, draft.kind, draft.subject, given)
    return Trigger(_NOBODY, draft.kind, draft.subject, definition, None, now, now)


async def _simulated(
    connection: Connection, workspace_id: UUID, trigger: Trigger, days: int, services: Services
) -> SimulationShape:
    workspace = await get_workspace(connection, workspace_id)
    found = await simulate(connection, workspace, trigger, days, services.clock())
    return SimulationShape.of(trigger.subject, found)
