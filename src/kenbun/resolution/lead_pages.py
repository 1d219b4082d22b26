"""The account of a lead, set by hand in the drawer: one that is suggested or found, a new one, or what calls say."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.callers import Caller
from kenbun.access.http import Editor
from kenbun.access.ticks import tick
from kenbun.accounts.make import NewAccount
from kenbun.database import Connection
from kenbun.identity.roots import find_lead
from kenbun.kit.clock import Clock
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse, public
from kenbun.leads.lists.chip_queries import accounts_like
from kenbun.leads.one import get_lead
from kenbun.leads.one_queries import account_basis
from kenbun.resolution.create import create_for
from kenbun.resolution.hand import set_account
from kenbun.resolution.unresolved import one_unresolved
from kenbun.web.render import fragment, wants_fragment

router = APIRouter(include_in_schema=False)

_MOST_FOUND = 10


@router.get("/accounts/found")
async def find(request: Request, caller: Editor, search: str = "") -> Response:
    """Accounts in whose name or domain the text occurs, to choose one from."""
    typed = search.strip()[:200]
    found = {}
    if typed:
        async with request.app.state.services.database.snapshot() as connection:
            found = await accounts_like(connection, caller.workspace_id, typed, _MOST_FOUND)
    named = [(public("acct", account_id), name) for account_id, name in found.items()]
    return fragment(request, "resolution/found.html", found=named, typed=typed)


@router.get("/leads/{lead_id}/account")
async def choose(
    request: Request, caller: Editor, lead_id: str, back: Literal["lead", "list"] = "lead"
) -> Response:
    """The drawer; `back` is the page that it was opened on."""
    if not wants_fragment(request):
        return RedirectResponse(f"/leads/{lead_id}", status_code=303)
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_lead(connection, caller.workspace_id, lead_id)
        lead = await get_lead(connection, caller.workspace_id, found)
        basis = await account_basis(connection, caller.workspace_id, found)
        told = await one_unresolved(connection, caller.workspace_id, found)
    if lead is None:
        raise NotFound("There is no such lead.")
    return fragment(
        request,
        "resolution/choose.html",
        lead_id=public("ld", found),
        lead=lead,
        by_hand=basis in ("hand", "merge"),
        told=told,
        back=back,
    )


@router.post("/leads/{lead_id}/account")
async def set_it(
    request: Request,
    caller: Editor,
    lead_id: str,
    account_id: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    domain: Annotated[str, Form()] = "",
    what: Annotated[Literal["assign", "create", "release"], Form()] = "assign",
    back: Annotated[Literal["lead", "list"], Form()] = "lead",
) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        if what == "create":
            new = NewAccount(name.strip() or None, domain.strip() or None)
            await _create(connection, caller, lead_id, new, services.clock)
        else:
            chosen = parse("acct", account_id) if what == "assign" else None
            if what == "assign" and chosen is None:
                raise NotFound("Choose an account.", field="account_id")
            found = await find_lead(connection, caller.workspace_id, lead_id)
            await set_account(connection, caller, found, chosen, services.clock)
    if back == "list":
        return Response(status_code=204, headers={"HX-Trigger": "drawer-done, columns-changed"})
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": f"/leads/{lead_id}"})
    return RedirectResponse(f"/leads/{lead_id}", status_code=303)


async def _create(
    connection: Connection, caller: Caller, lead_id: str, new: NewAccount, clock: Clock
) -> None:
    now = await tick(connection, caller.workspace_id, clock)
    found = await find_lead(connection, caller.workspace_id, lead_id)
    await create_for(connection, caller, [found], new, now)
