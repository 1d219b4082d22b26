"""The API of deleting a lead."""

from fastapi import APIRouter, Request

from kenbun.access.http import Editor, errors
from kenbun.erasure.erase import delete_lead
from kenbun.erasure.shapes import ErasedShape
from kenbun.identity.roots import find_lead
from kenbun.kit.ids import public
from kenbun.leads.api import LeadId

router = APIRouter(prefix="/api", tags=["leads"])


@router.delete("/lead/{lead_id}", summary="Delete a lead", responses=errors(404))
async def delete(request: Request, caller: Editor, lead_id: LeadId) -> ErasedShape:
    """With all data of the person, of leads merged into it as well, and what waits or was rejected. It cannot be
    undone."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        erased = await delete_lead(connection, caller, found, services.clock)
    return ErasedShape.of(public("ld", found), erased)
