"""The API of one account: what is known of it, its people, and what they did."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from kenbun.access.http import Page, Viewer, errors
from kenbun.accounts.contacts import DEFAULT_SORT, SORTS, Contact, contacts_of
from kenbun.accounts.one import AccountDetail, get_account
from kenbun.accounts.timeline import Entry, TimelineFilters, account_timeline
from kenbun.events.types import CHANNELS
from kenbun.identity.roots import find_account
from kenbun.kit.errors import NotFound
from kenbun.kit.paging import DEFAULT_LIMIT, MAX_LIMIT
from kenbun.kit.text import Storable

router = APIRouter(prefix="/api/accounts", tags=["accounts"])

AccountId = Annotated[str, Path(examples=["acct_0192f0c1a5b77e3c8d2e4f6071829304"])]


class ContactList(BaseModel):
    leads: list[Contact]
    total: int
    page: int
    limit: int


class EventList(BaseModel):
    """`next` is the cursor of what is older, none at the end."""

    events: list[Entry]
    next: str | None = Field(examples=["20261122T043107000000-evt_0192f0c1a5b77e3c8d2e4f6071829304"])


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


@router.get("/{account_id}/timeline", summary="Read an account's timeline", responses=errors(404))
async def timeline(
    request: Request,
    caller: Viewer,
    account_id: AccountId,
    lead_id: Annotated[str | None, Query(examples=["ld_0192f0c1a5b77e3c8d2e4f6071829304"])] = None,
    event_type: Annotated[Storable | None, Query(max_length=200, examples=["Page View"])] = None,
    channel: Annotated[str | None, Query(json_schema_extra={"enum": list(CHANNELS)})] = None,
    before: Annotated[str | None, Query(description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> EventList:
    """What its people did, the latest first, each event with who else was active about then."""
    filters = TimelineFilters(lead_id, event_type, channel)
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        page = await account_timeline(connection, caller.workspace_id, found, filters, before, limit)
    return EventList(events=page.events, next=page.next)
