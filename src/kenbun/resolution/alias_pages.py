"""The panel “Known by” of an account: its domains, ids and names, added and removed by hand."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from kenbun.access.callers import Caller
from kenbun.access.http import Editor, Viewer
from kenbun.database import Connection
from kenbun.identity.roots import find_account
from kenbun.kit.errors import Problem
from kenbun.kit.ids import public
from kenbun.kit.text import Storable
from kenbun.resolution.known_by import KINDS, add_alias, known_by, remove_alias
from kenbun.web.render import fragment

router = APIRouter(include_in_schema=False)


@router.get("/accounts/{account_id}/aliases")
async def show(request: Request, caller: Viewer, account_id: str) -> Response:
    async with request.app.state.services.database.snapshot() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        panel = await _panel(connection, caller, found)
    return fragment(request, "resolution/known_by.html", **panel)


@router.post("/accounts/{account_id}/aliases")
async def add(
    request: Request,
    caller: Editor,
    account_id: str,
    kind: Annotated[str, Form(pattern="^(domain|id|company)$")] = "domain",
    value: Annotated[str, Form()] = "",
) -> Response:
    """The panel again, with what is wrong with it where that was refused."""
    services = request.app.state.services
    refused = None
    async with services.database.transaction() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        try:
            await add_alias(connection, caller, found, kind, value, services.clock)
        except Problem as problem:
            refused = problem.detail
    async with services.database.snapshot() as connection:
        panel = await _panel(connection, caller, found)
    typed = {"kind": kind, "value": value if refused else ""}
    return fragment(request, "resolution/known_by.html", **panel | {"refused": refused, "typed": typed})


@router.post("/accounts/{account_id}/aliases/remove")
async def remove(
    request: Request,
    caller: Editor,
    account_id: str,
    kind: Annotated[str, Form(pattern="^(domain|id|company)$")] = "domain",
    value: Annotated[Storable, Form(max_length=500)] = "",
) -> Response:
    services = request.app.state.services
    async with services.database.transaction() as connection:
        found = await find_account(connection, caller.workspace_id, account_id)
        await remove_alias(connection, caller, found, kind, value, services.clock)
    async with services.database.snapshot() as connection:
        panel = await _panel(connection, caller, found)
    return fragment(request, "resolution/known_by.html", **panel)


async def _panel(connection: Connection, caller: Caller, account_id: UUID) -> dict[str, Any]:
    return {
        "account_id": public("acct", account_id),
        "known": await known_by(connection, caller.workspace_id, account_id),
        "kinds": KINDS,
        "may_edit": caller.is_at_least("editor"),
        "refused": None,
        "typed": {"kind": "domain", "value": ""},
    }
