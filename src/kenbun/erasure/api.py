"""The API of deleting a lead, or an account with its leads."""

from fastapi import APIRouter, Request

from kenbun.access.http import Editor, errors
from kenbun.erasure.companies import delete_account
from kenbun.erasure.erase import delete_lead
from kenbun.erasure.shapes import ErasedCompany, ErasedShape
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse
from kenbun.leads.api import LeadId
from kenbun.leads.fields_api import AccountId

router = APIRouter(prefix="/api")


@router.delete("/lead/{lead_id}", tags=["leads"], summary="Delete a lead", responses=errors(404, 409))
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


@router.delete(
    "/accounts/{account_id}",
    tags=["accounts"],
    summary="Delete an account with its leads",
    responses=errors(404, 409),
)
async def delete_with_leads(request: Request, caller: Editor, account_id: AccountId) -> ErasedCompany:
    """With all data of its people, and all accounts merged into it.

    It cannot be undone. An account of more than 1,000 leads is deleted in the background: POST /api/accounts/bulk.
    """
    services = request.app.state.services
    found = parse("acct", account_id)
    if found is None:
        raise NotFound("There is no such account.", field="account_id")
    async with services.database.transaction() as connection:
        erased = await delete_account(connection, caller, found, services.clock)
    return ErasedCompany.of(account_id, erased)
