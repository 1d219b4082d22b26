"""The API of deleting a lead."""

from fastapi import APIRouter, Request

from kenbun.access.http import Editor, errors
from kenbun.erasure.erase import delete_lead
from kenbun.erasure.shapes import ErasedShape
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.leads.api import LeadId

router = APIRouter(prefix="/api", tags=["leads"])


@router.delete("/lead/{lead_id}", summary="Delete a lead", responses=errors(404, 409))
async def delete(request: Request, caller: Editor, lead_id: LeadId) -> ErasedShape:
    """With all data of the person, also what waits or was rejected, and with all leads merged into it.

    It cannot be undone.
    """
    services = request.app.state.services
    found = parse("ld", lead_id)
    if found is None:
        raise NotFound("There is no such lead.", field="lead_id")
    async with services.database.transaction() as connection:
        erased = await delete_lead(connection, caller, found, services.clock)
    return ErasedShape.of(lead_id, erased)
