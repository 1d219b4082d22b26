"""The API of leads without an account, of the account of a lead, and of what accounts are known by."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Page, Viewer, errors
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.identity.roots import find_account, find_lead
from kenbun.kit.clock import Clock
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.kit.text import Storable
from kenbun.leads.api import LeadId
from kenbun.leads.fields_api import AccountId
from kenbun.leads.lists import LeadFilters
from kenbun.resolution.create import create_for
from kenbun.resolution.dismiss import dismiss, known_leads
from kenbun.resolution.hand import assign, set_account
from kenbun.resolution.known_by import add_alias, known_by, remove_alias
from kenbun.resolution.shapes import (
    AliasList,
    AliasShape,
    LeadAccount,
    LeadAccountDone,
    NewAlias,
    Resolve,
    Resolved,
    UnresolvedList,
)
from kenbun.resolution.unresolved import list_unresolved

router = APIRouter(prefix="/api", tags=["accounts"])


@router.get("/accounts/unresolved-leads", summary="List leads without an account", responses=errors())
async def list_open(
    request: Request,
    caller: Viewer,
    paging: Page,
    unresolved: Annotated[
        list[str] | None,
        Query(
            max_length=10,
            description="Why: free_mail, disposable, no_email; or dismissed. Any but the dismissed, if left out.",
        ),
    ] = None,
    search: Annotated[Storable | None, Query(max_length=200)] = None,
    sort: Annotated[str, Query(description="As in the list of leads.")] = LeadFilters.DEFAULT_SORT,
) -> UnresolvedList:
    """Each with the reason, and with accounts that it may belong to: by its company, and by its domain."""
    filters = LeadFilters(search=search or None, unresolved=tuple(unresolved or ()), sort=sort)
    async with request.app.state.services.database.snapshot() as connection:
        found = await list_unresolved(connection, caller.workspace_id, filters, paging, caller.user_id)
    return UnresolvedList.of(found)


@router.post("/accounts/unresolved-leads", summary="Resolve leads", responses=errors(404, 409))
async def resolve(request: Request, caller: Editor, wish: Resolve) -> Resolved:
    """Gives these leads to an account, makes one for them, or dismisses them; all or none of them."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        return await _resolve(connection, caller, wish, services.clock)


async def _resolve(connection: Connection, caller: Caller, wish: Resolve, clock: Clock) -> Resolved:
    if wish.action in ("dismiss", "undismiss"):
        back = wish.action == "undismiss"
        changed = await dismiss(connection, caller, wish.leads(), clock, back=back)
        return Resolved(changed=len(changed), account_id=None)
    if wish.action == "assign":
        account_id = wish.account()
        moved = await assign(connection, caller, wish.leads(), account_id, clock)
        return Resolved(changed=len(moved), account_id=public("acct", account_id))
    now = await tick(connection, caller.workspace_id, clock)
    lead_ids = await known_leads(connection, caller.workspace_id, wish.leads())
    made = await create_for(connection, caller, lead_ids, wish.new(), now)
    return Resolved(changed=len(lead_ids), account_id=public("acct", made))


@router.put("/leads/{lead_id}/account", summary="Set the account of a lead", responses=errors(404))
async def set_of_lead(
    request: Request, caller: Editor, lead_id: LeadId, wish: LeadAccount
) -> LeadAccountDone:
    """It stands whatever calls say, until it is set again or given back with null."""
    services = request.app.state.services
    account_id = parse("acct", wish.account_id) if wish.account_id is not None else None
    if wish.account_id is not None and account_id is None:
        raise NotFound("There is no such account.", field="account_id")
    async with services.database.transaction() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        after = await set_account(connection, caller, found, account_id, services.clock)
    return LeadAccountDone(account_id=public("acct", after) if after else None)


@router.get("/accounts/{account_id}/aliases", summary="List an account's aliases", responses=errors(404))
async def list_aliases(request: Request, caller: Viewer, account_id: AccountId) -> AliasList:
    """The domains, ids and names of the company by which leads are found to belong to it."""
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        return await _aliases(connection, caller, found)


@router.post(
    "/accounts/{account_id}/aliases", status_code=201, summary="Add an alias", responses=errors(404, 409)
)
async def add(request: Request, caller: Editor, account_id: AccountId, new: NewAlias) -> AliasList:
    """Leads that come by it from now on belong to the account. Answers all aliases."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        await add_alias(connection, caller, found, new.kind, new.value, services.clock)
        return await _aliases(connection, caller, found)


@router.delete(
    "/accounts/{account_id}/aliases", status_code=204, summary="Remove an alias", responses=errors(404)
)
async def remove(
    request: Request,
    caller: Editor,
    account_id: AccountId,
    kind: Annotated[Literal["domain", "id", "company"], Query()] = "domain",
    value: Annotated[Storable, Query(max_length=500, examples=["acme.com"])] = "",
) -> Response:
    """Leads that are at the account stay; who comes by it from now on does not."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        await remove_alias(connection, caller, found, kind, value, services.clock)
    return Response(status_code=204)


async def _aliases(connection: Connection, caller: Caller, account_id: UUID) -> AliasList:
    shown = [
        AliasShape(
            kind=one.kind,
            value=one.value,
            created_by=one.created_by,
            own_account_id=public("acct", one.own_account_id) if one.own_account_id else None,
        )
        for one in await known_by(connection, caller.workspace_id, account_id)
    ]
    return AliasList(aliases=shown)
