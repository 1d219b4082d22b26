"""The API of one account: what is known of it, and its people."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel

from kenbun.access.http import Page, Viewer, errors
from kenbun.accounts.contacts import DEFAULT_SORT, SORTS, Contact, contacts_of
from kenbun.accounts.one import AccountDetail, get_account
from kenbun.identity.roots import find_account
from kenbun.kit.errors import NotFound

router = APIRouter(prefix="/api/accounts", tags=["accounts"])

AccountId = Annotated[str, Path(examples=["acct_0192f0c1a5b77e3c8d2e4f6071829304"])]


class ContactList(BaseModel):
    leads: list[Contact]
    total: int
    page: int
    limit: int


@router.get("/{account_id}", summary="Read an account", responses=errors(404))
async def one(request: Request, caller: Viewer, account_id: AccountId) -> AccountDetail:
    """An account with its people in numbers, its scores, its fields and where each value came from."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        account = await get_account(connection, caller.workspace_id, found)
    if account is None:
        raise NotFound("There is no such account.", field="account_id")
    return account


@router.get("/{account_id}/leads", summary="List an account's leads", responses=errors(404))
async def leads(
    request: Request,
    caller: Viewer,
    account_id: AccountId,
    paging: Page,
    sort: Annotated[
        str,
        Query(
            description="A column, with - in front for descending.",
            json_schema_extra={"enum": [sign + column for column in SORTS for sign in ("", "-")]},
        ),
    ] = DEFAULT_SORT,
) -> ContactList:
    """Its people as the list of leads has them, each with a status."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        contacts = await contacts_of(connection, caller.workspace_id, found, sort, paging)
    return ContactList(leads=contacts.rows, total=contacts.total, page=contacts.page, limit=contacts.limit)
